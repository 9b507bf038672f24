-- Words that stand where an id is missing, and how many rows hold them.
{{ config(severity='warn') }}
-- depends_on: {{ ref('as_of') }}
-- depends_on: {{ ref('missing_ids') }}
{%- set id_columns = {} %}
{%- for table in contract_tables() %}
{%- set columns = contract(table).columns | selectattr('type', 'equalto', 'id') | map(attribute='name') | list %}
{%- if columns or not execute %}
{%- do id_columns.update({table: columns}) %}
{%- endif %}
{%- endfor %}

with {% for table, columns in id_columns.items() -%}
found_{{ table }} as (
    select {{ columns | join(', ') }}
    from (
        {{- mapped_rows(table) }}
    )
    where
        {{ is_new_row('load_date') }}
        and (
            {%- for column in columns %}
            {{ 'or ' if not loop.first }}{{ id_as_word(column) }} in ({{ missing_words(column) }})
            {%- endfor %}
        )
){{ ',\n' if not loop.last }}
{%- endfor %}

{% for table, columns in id_columns.items() %}
{%- set outer = loop %}
{%- for column in columns %}
select
    '{{ table }}' as table_name,
    '{{ column }}' as column_name,
    {{ lower_case(column) }} as word,
    count(*) as row_count
from found_{{ table }}
where {{ id_as_word(column) }} in ({{ missing_words(column) }})
group by word
{{ 'union all' if not (outer.last and loop.last) }}
{%- endfor %}
{%- endfor %}
