-- Ids of the shop's tables that landed both as a whole number and with `.0` behind it, by column: they are taken for one. It is read from the
-- lake as it landed; load_versions is the model on which Dagster shows it as a check.
{{ config(severity='warn') }}
-- depends_on: {{ ref('load_versions') }}
-- depends_on: {{ ref('as_of') }}
{%- set id_columns = [] %}
{%- for table in contract_tables() %}
{%- set landed = source_table('shop', table) %}
{%- for column in contract(table).columns if column.type == 'id' %}
{%- do id_columns.append((table, column.name, landed)) %}
{%- endfor %}
{%- endfor %}

{% for table, column, landed in id_columns %}
select
    '{{ table }}' as table_name,
    '{{ column }}' as column_name,
    count(distinct {{ trimmed(column) }}) as id_count,
    count(*) as row_count,
    min({{ trimmed(column) }}) as example_id
from {{ landed }}
where {{ trimmed(column) }} in (
    select {{ clean_id('landed.' ~ column) }}
    from {{ landed }} as landed
    where
        {{ is_new_row('landed.loaded_on') }}
        and landed.{{ column }} like '%.0%'
        and {{ matches_pattern(trimmed('landed.' ~ column), '^-?[0-9]+[.]0+$') }}
)
having count(*) > 0
{{ 'union all' if not loop.last }}
{% endfor %}
