{# What only one engine spells this way, named once. #}

{# A stamp that is_stamp_with_offset as a UTC timestamp. The cast knows neither a blank before the offset nor small letters. #}
{% macro timestamp_with_offset(text) -%}
    timezone('UTC', try_cast(
        regexp_replace(regexp_replace(upper({{ text }}), ' *(UTC|GMT) *$', 'Z'), ' +([Z+-])', '\1') as timestamptz
    ))
{%- endmacro %}


{# The instant of a wall-clock time in a zone, in UTC. #}
{% macro utc_from_local(local, zone) -%}
    {%- if zone == 'UTC' -%} {{ local }}
    {%- else -%} timezone('UTC', timezone('{{ zone }}', {{ local }}))
    {%- endif -%}
{%- endmacro %}


{# The wall-clock time of a UTC instant in a zone. #}
{% macro local_from_utc(utc, zone) -%}
    {%- if zone == 'UTC' -%} {{ utc }}
    {%- else -%} timezone('{{ zone }}', timezone('UTC', {{ utc }}))
    {%- endif -%}
{%- endmacro %}


{# The text with every run of blanks, tabs and line ends as one blank. #}
{% macro single_blanks(text) -%}
    regexp_replace({{ text }}, '\s+', ' ', 'g')
{%- endmacro %}


{# Text in the given pattern as a timestamp; null where it does not fit. #}
{% macro timestamp_in_format(text, pattern) -%}
    try_strptime({{ text }}, '{{ pattern }}')
{%- endmacro %}


{# Seconds since 1970 of a UTC timestamp. #}
{% macro epoch_seconds(timestamp) -%}
    epoch({{ timestamp }})
{%- endmacro %}


{# Whole epoch seconds as a UTC timestamp. #}
{% macro timestamp_from_epoch(seconds) -%}
    make_timestamp({{ seconds }} * 1000000)
{%- endmacro %}


{# A 64-bit hash of some columns: quick to group by; equality is always checked again on the columns themselves. #}
{% macro hash64(columns) -%}
    hash({{ columns | join(', ') }})
{%- endmacro %}


{# A row as one JSON object, keys in the given order. #}
{% macro row_as_json(columns, prefix='') -%}
    cast(json_object({% for column in columns %}'{{ column }}', {{ prefix }}{{ adapter.quote(column) }}{{ ', ' if not loop.last }}{% endfor %}) as varchar)
{%- endmacro %}


{# The distinct values of a group as a list, in order; null where there are none. #}
{% macro distinct_list(column) -%}
    list_sort(list_distinct(array_agg({{ column }}) filter (where {{ column }} is not null)))
{%- endmacro %}


{# How many values a list holds; 0 for null. #}
{% macro list_length(list) -%}
    coalesce(len({{ list }}), 0)
{%- endmacro %}


{# How many distinct values the lists of a group hold together. #}
{% macro distinct_count_of_lists(lists) -%}
    {{ list_length('list_distinct(flatten(array_agg(' ~ lists ~ ')))') }}
{%- endmacro %}


{# Where a row stands in its table, within one transaction: rows that were found by their keys are not looked for by them again. #}
{% macro row_place(table=none) -%}
    {{ table ~ '.' if table }}rowid
{%- endmacro %}


{# A word without case, blanks and marks. #}
{% macro bare_word(text) -%}
    regexp_replace(lower({{ text }}), '[^a-z0-9]', '', 'g')
{%- endmacro %}


{# A whole number of up to 38 digits. #}
{% macro wide_whole(number) -%}
    cast({{ number }} as hugeint)
{%- endmacro %}


{# The quotient of two whole numbers, without its rest. #}
{% macro whole_quotient(dividend, divisor) -%}
    ({{ dividend }}) // ({{ divisor }})
{%- endmacro %}


{# What a file of the project holds, as text. #}
{% macro file_text(path) -%}
    {{ return(run_query("select content from read_text('" ~ path ~ "')").columns[0].values()[0]) }}
{%- endmacro %}
