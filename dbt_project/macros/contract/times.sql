{#
    What is outside is no time of a shop. The last days of 9999, by which systems write that there is no end, are one moment: the latest that zones
    can be counted in.
#}
{% macro bounded_time(timestamp) -%}
    {%- set latest = "timestamp '9999-12-30 00:00:00'" -%}
    case
        when {{ timestamp }} between timestamp '1900-01-01 00:00:00' and {{ latest }} then {{ timestamp }}
        when {{ timestamp }} < {{ latest }} + interval 3 day and {{ timestamp }} > {{ latest }} then {{ latest }}
    end
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


{# The three plain shapes of a stamp without an offset: most rows, so they skip the slower patterns. No clock shows 24:00. #}
{% macro is_plain_stamp(text) -%}
    (
        substr({{ text }}, 5, 1) = '-' and right({{ text }}, 1) between '0' and '9'
        and (
            length({{ text }}) = 10
            or (length({{ text }}) = 16 and substr({{ text }}, 14, 1) = ':' and substr({{ text }}, 12, 2) < '24')
            or (length({{ text }}) = 19 and substr({{ text }}, 17, 1) = ':' and substr({{ text }}, 12, 2) < '24')
        )
    )
{%- endmacro %}


{# Any other shape has to fit one of these whole: a cast alone would pass over what stands behind a time. #}
{% macro is_stamp(text) -%}
    {{ matches_pattern(text, '^ *[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([T ]([01]?[0-9]|2[0-3]):[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?)? *$') }}
{%- endmacro %}


{# Blanks before the offset are Shopify's. No zone is more than 14 hours away; what is beyond is a slip, which a cast would take. #}
{% macro is_stamp_with_offset(text) -%}
    {{ matches_pattern(
        text,
        '(?i)^ *[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}[T ]([01]?[0-9]|2[0-3]):[0-9]{2}(:[0-9]{2}([.][0-9]+)?)? *(Z|UTC|GMT|[+-](0[0-9](:?[0-5][0-9])?|1[0-3](:?[0-5][0-9])?|14(:?00)?)) *$'
    ) }}
{%- endmacro %}


{#
    A time as a source writes it, in UTC and on the source's clock: ISO, or in a time_format of its YAML. Null where it is none. What follows
    a time of either shape makes it none.
#}
{% macro utc_time(source, table, text) -%}
    {{ parse_utc(text, time_zone(source), time_formats(source, table)) }}
{%- endmacro %}


{% macro local_time(source, table, text) -%}
    {{ parse_local(text, time_zone(source), time_formats(source, table)) }}
{%- endmacro %}


{# The formats in which a source writes times beside ISO. #}
{% macro time_formats(source, table) %}
    {% set format = declared_table(source, table).meta.get('time_format', []) %}
    {{ return([format] if format is string else format) }}
{% endmacro %}


{# A text in one of the formats, in UTC or on the source's clock: a format with an offset or a zone says the moment in UTC, another the clock. #}
{% macro time_in_formats(text, zone, formats, in_utc) -%}
    {%- set times = [] -%}
    {%- for format in formats -%}
        {%- set time = '(' ~ bounded_time(timestamp_in_format(trimmed(text), format)) ~ ')' -%}
        {%- if '%z' in format or '%Z' in format -%}
            {%- do times.append(time if in_utc else local_from_utc(time, zone)) -%}
        {%- else -%}
            {%- do times.append(utc_from_local(time, zone) if in_utc else time) -%}
        {%- endif -%}
    {%- endfor -%}
    coalesce({{ times | join(', ') }})
{%- endmacro %}


{% macro parse_utc(text, zone, formats=[]) -%}
    {%- set local = bounded_time(timestamp_from_text(text)) -%}
    case
        when {{ is_plain_stamp(text) }} or {{ is_stamp(text) }} then {{ utc_from_local('(' ~ local ~ ')', zone) }}
        when {{ is_stamp_with_offset(text) }} then {{ bounded_time(timestamp_with_offset(text)) }}
        {%- if formats %}
        else {{ time_in_formats(text, zone, formats, in_utc=true) }}
        {%- endif %}
    end
{%- endmacro %}


{% macro parse_local(text, zone, formats=[]) -%}
    case
        when {{ is_plain_stamp(text) }} or {{ is_stamp(text) }} then {{ bounded_time(timestamp_from_text(text)) }}
        when {{ is_stamp_with_offset(text) }} then {{ local_from_utc('(' ~ bounded_time(timestamp_with_offset(text)) ~ ')', zone) }}
        {%- if formats %}
        else {{ time_in_formats(text, zone, formats, in_utc=false) }}
        {%- endif %}
    end
{%- endmacro %}


{# Epoch seconds as a UTC timestamp; null where they are no whole number of at most ten digits. #}
{% macro utc_from_epoch(seconds) -%}
    case
        when {{ matches_pattern(seconds, '^-?[0-9]{1,10}$') }} then {{ bounded_time(timestamp_from_epoch('try_cast(' ~ seconds ~ ' as bigint)')) }}
    end
{%- endmacro %}


{# Epoch microseconds as a UTC timestamp; null where they are no whole number of at most sixteen digits. #}
{% macro utc_from_microseconds(microseconds) -%}
    case
        when {{ matches_pattern(microseconds, '^-?[0-9]{1,16}$') }}
            then {{ bounded_time(timestamp_from_microseconds('try_cast(' ~ microseconds ~ ' as bigint)')) }}
    end
{%- endmacro %}
