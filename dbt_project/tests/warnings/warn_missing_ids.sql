-- Words that stand where an id is missing, and how many rows hold them.
{{ config(severity='warn') }}
-- depends_on: {{ ref('as_of') }}
{%- set tables = contract(none) %}
{%- set id_columns = {} %}
{%- for table in tables %}
{%- do id_columns.update({table: tables[table].columns | selectattr('type', 'equalto', 'id') | map(attribute='name') | list}) %}
{%- endfor %}

with {% for table in tables if id_columns[table] -%}
found_{{ table }} as (
    select {{ id_columns[table] | join(', ') }}
    from (
        {%- for source, _ in landing_tables(table) %}
        select load_date, {{ id_columns[table] | join(', ') }} from {{ ref('base_' ~ source ~ '__' ~ table) }}
        {{- '\n        union all' if not loop.last }}
        {%- endfor %}
    )
    where
        {{ is_new_row('load_date') }}
        and (
            {%- for column in id_columns[table] %}
            {{ 'or ' if not loop.first }}lower({{ column }}) in ({{ missing_words(column) }})
            {%- endfor %}
        )
){{ ',\n' if not loop.last }}
{%- endfor %}

{% for table in tables if id_columns[table] %}
{%- set outer = loop %}
{%- for column in id_columns[table] %}
select
    '{{ table }}' as table_name,
    '{{ column }}' as column_name,
    lower({{ column }}) as word,
    count(*) as row_count
from found_{{ table }}
where lower({{ column }}) in ({{ missing_words(column) }})
group by word
{{ 'union all' if not (outer.last and loop.last) }}
{%- endfor %}
{%- endfor %}
