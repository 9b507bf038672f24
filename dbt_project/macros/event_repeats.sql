{# Equal for deliveries of one event: by its id, or, without one, by all that is told of it. For searching: what is found is compared as text. #}
{% macro event_key_hash() -%}
    {%- set content = contract_columns('events') | reject('equalto', 'event_id') | list -%}
    case when event_id is not null then {{ hash64(['source', 'event_id']) }} else {{ hash64(['source'] + content) }} end
{%- endmacro %}


{#
    The landing files that came after event rows were dropped, each with the first event date that it may tell of. What it tells of days before
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
        from read_parquet('{{ env_var('CARTOGRAPH_HOME', '../data') }}/lake/files.parquet')
        where closed_before is not null
    )
{%- endmacro %}


{#
    Pre-hook of int_event_repeats: takes out the verdicts that a changed load day may have changed, and sets aside the deliveries to be judged
    again, wherever they lie. These are the deliveries of the keys that changed load days hold now, and of those that they were judged by, or
    judged others by, before. Keys alone are looked for among all deliveries: 8 bytes of each are read. Verdicts on condensed load days stay.
#}
{% macro set_aside_affected_events() %}
{% if is_incremental() %}
create or replace table staging.affected_event_loads as
{{ changed() }};

create or replace table staging.affected_event_keys as
select key_hash
from {{ ref('int_event_deliveries') }}
where
    fault is null
    and load_date in (select partition_date from staging.affected_event_loads)
union
select key_hash
from {{ this }}
where
    load_date in (select partition_date from staging.affected_event_loads)
    or first_load_date in (select partition_date from staging.affected_event_loads);

delete from {{ this }}
where
    load_date in (select partition_date from staging.affected_event_loads)
    or (key_hash in (select key_hash from staging.affected_event_keys) and not {{ is_of_condensed_load() }})
    or (outcome = 'counted_again' and {{ is_of_condensed_load() }});

create or replace table staging.affected_events as
with found as (
    select {{ row_place() }} as row_place, load_date, key_hash
    from {{ ref('int_event_deliveries') }}
    where
        fault is null
        and key_hash in (select key_hash from staging.affected_event_keys)
)

select row_place, load_date
from found
where key_hash in (
    select key_hash
    from found
    group by key_hash
    having count(*) > 1
)
{% endif %}
{% endmacro %}
