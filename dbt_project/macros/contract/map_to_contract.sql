{#
    One landing table's rows in the words of one contract table: every contract column as text, times also in UTC and on the source's clock.

    source, table   the landing table
    contract_table  the table of the contract that it fills
    columns         contract column -> SQL over the landing table; columns not named are null
    relation        where the rows come from, when that is not the landing table as it stands
    times           contract time column -> SQL that gives a UTC timestamp, where the landing does not hold ISO text
    is_landing_row  whether each row is one landed row, by which ops.load_days counts the landing table; a landing table is
                    counted once, whatever contract tables it feeds
#}
{% macro map_to_contract(source, table, contract_table, columns, relation=none, times={}, is_landing_row=true) %}
{%- set spec = contract(contract_table) %}
select
    cast('{{ source }}' as string) as source,
    cast('{{ table }}' as string) as landing_table,
    loaded_on as load_date,
    _file as file_name,
    _row as row_number,
    {{ is_landing_row }} as is_landing_row,
    _fault as landing_fault,
    {%- if spec.kind == 'versioned' %}
    {{ absent_columns(columns) if not relation else 'cast(null as string)' }} as absent_columns,
    {%- endif %}
    {%- for column in spec.columns %}
    {%- set landed = columns.get(column.name, 'null') %}
    {%- if column.type == 'time' %}
    cast({{ landed }} as string) as {{ column.name }}_text,
    {% if column.name in times -%}
    {{ times[column.name] }} as {{ column.name }},
    {{ local_from_utc(times[column.name], time_zone(source)) }} as {{ column.name }}_local
    {%- elif landed == 'null' -%}
    cast(null as timestamp) as {{ column.name }},
    cast(null as timestamp) as {{ column.name }}_local
    {%- else -%}
    {{ parse_utc(landed, time_zone(source)) }} as {{ column.name }},
    {{ parse_local(landed, time_zone(source)) }} as {{ column.name }}_local
    {%- endif %}
    {%- elif column.type == 'id' %}
    {{ clean_id(landed) }} as {{ column.name }}
    {%- else %}
    nullif(trim(cast({{ landed }} as string)), '') as {{ column.name }}
    {%- endif %}
    {{- ',' if not loop.last }}
    {%- endfor %}
from {{ relation if relation else source_table(source, table) }}
{% endmacro %}


{# The contract columns that the row's file does not have, with commas around each; null where it has all that are mapped by name. #}
{% macro absent_columns(columns) -%}
    case
        when _absent is not null then ','
        {%- for name, landed in columns.items() if landed.isidentifier() and landed != 'null' %}
            || case when _absent like '%,{{ landed }},%' then '{{ name }},' else '' end
        {%- endfor %}
    end
{%- endmacro %}
