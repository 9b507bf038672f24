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
select
    cast('{{ source }}' as varchar) as source,
    cast('{{ table }}' as varchar) as landing_table,
    loaded_on as load_date,
    _file as file_name,
    _row as row_number,
    {{ is_landing_row }} as is_landing_row,
    _fault as landing_fault,
    {%- if contract(contract_table).kind == 'state' %}
    {{ absent_columns(columns) if not relation else 'cast(null as varchar)' }} as absent_columns,
    {%- endif %}
    {%- for column in contract(contract_table).columns %}
    {%- set landed = columns.get(column.name, 'null') %}
    {%- if column.type == 'time' %}
    cast({{ landed }} as varchar) as {{ column.name }}_text,
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
    nullif(trim(cast({{ landed }} as varchar)), '') as {{ column.name }}
    {%- endif %}
    {{- ',' if not loop.last }}
    {%- endfor %}
from {{ relation if relation else source_table(source, table) }}
{% endmacro %}


{# The contract columns that the row's file does not have, with commas around each; null where it has all that are mapped by name. #}
{% macro absent_columns(columns) -%}
    case
        when _absent is not null then ','
        {%- for name, landed in columns.items() if landed not in ('null', '') %}
            || case when _absent like '%,{{ landed }},%' then '{{ name }},' else '' end
        {%- endfor %}
    end
{%- endmacro %}


{% macro source_table(source_name, table) %}
    {{ return(source('lake_' ~ source_name, table)) }}
{% endmacro %}


{# The declared columns of a landing table, as its dbt source lists them. #}
{% macro landing_columns(source_name, table) %}
    {% if not execute %}{{ return([]) }}{% endif %}
    {% set key = 'source.' ~ project_name ~ '.lake_' ~ source_name ~ '.' ~ table %}
    {{ return(graph.sources[key].columns.keys() | list) }}
{% endmacro %}


{#
    The given places of the lake with the row that landed there: its text where ingest could not read it, else one JSON object. Made beside
    staging, since it is needed of a few rows and would cost more than typing if it were made of all.

    places   a relation with source, landing_table, load_date, file_name, row_number
#}
{% macro with_landed_row(places, contract_table) %}
{%- for source, table in landing_tables(contract_table) %}
    select
        places.*,
        coalesce(landed._raw, {{ row_as_json(landing_columns(source, table), 'landed.') }}) as landed_row
    from {{ places }} as places
    inner join {{ source_table(source, table) }} as landed
        on
            places.load_date = landed.loaded_on
            and places.file_name = landed._file
            and places.row_number = landed._row
    where
        places.source = '{{ source }}'
        and places.landing_table = '{{ table }}'
    {{- '\n    union all' if not loop.last }}
{%- endfor %}
{% endmacro %}


{# Ids are text; a whole number read as a float loses its `.0`, so that 17850 and 17850.0 are one user. #}
{% macro clean_id(text) -%}
    {%- if text == 'null' -%} cast(null as varchar)
    {%- else -%}
    nullif(case when {{ text }} like '%.0%' then regexp_replace(trim({{ text }}), '^(-?[0-9]+)\.0$', '\1') else trim({{ text }}) end, '')
    {%- endif -%}
{%- endmacro %}


{#
    An id that a spreadsheet wrote in scientific notation: 5.01234E+12 stands for every id that begins with these digits. Only with a decimal
    point, a decimal comma or a plus can it be nothing else; 1E5 may well be a stock code. The first look spares most ids the pattern.
#}
{% macro is_mangled_id(text) -%}
    ({{ text }} like '%.%' or {{ text }} like '%,%' or {{ text }} like '%+%')
    and regexp_matches({{ text }}, '^[+-]?[0-9]+([.,][0-9]+[eE][+-]?|[eE][+])[0-9]+$')
{%- endmacro %}


{# What is outside is no time of a shop, and beyond what zones can be counted in. An early time within is no fault. #}
{% macro bounded_time(timestamp) -%}
    case when {{ timestamp }} between timestamp '1900-01-01 00:00:00' and timestamp '9999-12-30 00:00:00' then {{ timestamp }} end
{%- endmacro %}


{# The latest time that a load day may hold, on the source's clock: the end of the day after it. #}
{% macro latest_time(load_date) -%}
    cast({{ load_date }} as timestamp) + interval 2 day
{%- endmacro %}


{#
    The latest date that a row of a load day may bear, on its source's clock: the one that its latest time begins. All that takes everything known
    as of a load day takes the dates up to this one.
#}
{% macro latest_date(load_date) -%}
    cast({{ latest_time(load_date) }} as date)
{%- endmacro %}


{# The three plain shapes of a stamp without an offset: most rows, so they skip the slower patterns. #}
{% macro is_plain_stamp(text) -%}
    (
        substr({{ text }}, 5, 1) = '-' and right({{ text }}, 1) between '0' and '9'
        and (
            length({{ text }}) = 10
            or (length({{ text }}) = 16 and substr({{ text }}, 14, 1) = ':')
            or (length({{ text }}) = 19 and substr({{ text }}, 17, 1) = ':')
        )
    )
{%- endmacro %}


{# Any other shape has to fit one of these whole: a cast alone would pass over what stands behind a time. #}
{% macro is_stamp(text) -%}
    regexp_matches({{ text }}, '^ *[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([T ][0-9]{1,2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?)? *$')
{%- endmacro %}


{# Blanks before the offset are Shopify's. No zone is more than 14 hours away; what is beyond is a slip, which a cast would take. #}
{% macro is_stamp_with_offset(text) -%}
    regexp_matches(
        {{ text }},
        '(?i)^ *[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}[T ][0-9]{1,2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)? *(Z|UTC|GMT|[+-](0[0-9](:?[0-5][0-9])?|1[0-3](:?[0-5][0-9])?|14(:?00)?)) *$'
    )
{%- endmacro %}


{% macro parse_utc(text, zone) -%}
    {%- set local = bounded_time('try_cast(' ~ text ~ ' as timestamp)') -%}
    case
        when {{ is_plain_stamp(text) }} or {{ is_stamp(text) }} then {{ utc_from_local('(' ~ local ~ ')', zone) }}
        when {{ is_stamp_with_offset(text) }} then {{ bounded_time(timestamp_with_offset(text)) }}
    end
{%- endmacro %}


{% macro parse_local(text, zone) -%}
    case
        when {{ is_plain_stamp(text) }} or {{ is_stamp(text) }} then {{ bounded_time('try_cast(' ~ text ~ ' as timestamp)') }}
        when {{ is_stamp_with_offset(text) }} then {{ local_from_utc('(' ~ bounded_time(timestamp_with_offset(text)) ~ ')', zone) }}
    end
{%- endmacro %}
