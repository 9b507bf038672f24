{# Equal for deliveries of one event: by its id, or, without one, by all its columns. For searching: what is found is compared as text. #}
{% macro event_key_hash() -%}
    {%- set content = contract_columns('events') | reject('equalto', 'event_id') | list -%}
    case when event_id is not null then {{ hash64(['source', 'event_id']) }} else {{ hash64(['source'] + content) }} end
{%- endmacro %}


{#
    The landing files that came after event rows were dropped, each with the first event date that it may report. What it reports of days before
    is `sealed_day`: it may be an event that was dropped, whose id nobody knows any more. Known are the ids of the window before the first load
    day that kept its rows (closed_before); and an event comes two days before its date at the earliest (latest_time), so one dated two days
    into the window, or later, did not come before it.
#}
{% macro files_after_drop() -%}
    (
        select
            source,
            table_name as landing_table,
            load_date,
            file_name,
            closed_before - interval {{ var('repeat_window_days') - 2 }} day as open_from
        from {{ parquet_rows(env_var('CARTOGRAPH_HOME', flags.PROFILES_DIR ~ '/../data') ~ '/lake/files.parquet') }}
        where closed_before is not null
    )
{%- endmacro %}
