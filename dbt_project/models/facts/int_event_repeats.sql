-- Deliveries of an event that was delivered before, within the window of load days: equal ones are duplicates, different ones
-- are in conflict. Local by design: a row is judged by the deliveries of the window before it and by nothing else.
{{ config(
    schema='staging',
    incremental_strategy='append',
    pre_hook="{{ forget_changed('load_date') }}",
    post_hook=["{{ add_condensed('repeats') }}", "{{ remember_inputs() }}"],
    meta={'inputs': ['event_windows']}
) }}
{%- set content = ['user_id', 'anonymous_id', 'event_type', 'item_id', 'query', 'session_key', 'channel', 'device', 'region', 'price', 'event_at'] %}
{#- Apart, since of a delivery with an id nothing else has to be read to know its key. -#}
{%- set kinds = [
    {'condition': 'event_id is not null', 'key_hash': hash64(['source', 'event_id'])},
    {'condition': 'event_id is null', 'key_hash': hash64(['source'] + content)},
] %}

with changed as (
    {{ changed() }}
),

scope as (
    select distinct loads.load_date
    from {{ ref('load_versions') }} as loads
    inner join changed
        on loads.load_date between changed.partition_date - interval {{ var('repeat_window_days') }} day and changed.partition_date
    where loads.contract_table = 'events'
),

-- The keys alone are counted: whole rows of all deliveries would be carried along for the few that repeat. Of the window before a new
-- load day only the keys that it holds are of interest.
repeated as (
    {%- for kind in kinds %}
    select
        {{ provenance() }},
        {{ content_hash('events') }} as content_hash,
        coalesce(source || '/' || event_id, {{ content_hash('events') }}) as event_key,
        {{ row_as_json(contract_columns('events')) }} as landed_row,
        is_condensed
    from {{ ref('int_event_deliveries') }}
    where
        fault is null
        and {{ kind.condition }}
        and load_date in (select load_date from scope)
        and {{ kind.key_hash }} in (
            select {{ kind.key_hash }}
            from {{ ref('int_event_deliveries') }}
            where
                fault is null
                and {{ kind.condition }}
                and load_date in (select load_date from scope)
                {%- if is_incremental() %}
                and {{ kind.key_hash }} in (
                    select {{ kind.key_hash }}
                    from {{ ref('int_event_deliveries') }}
                    where
                        fault is null
                        and {{ kind.condition }}
                        and load_date in (select partition_date from changed)
                )
                {%- endif %}
            group by {{ kind.key_hash }}
            having count(*) > 1
        )
    {{- '\n    union all' if not loop.last }}
    {%- endfor %}
),

numbered as (
    select
        *,
        row_number() over (partition by event_key order by {{ delivery_order() }}) as delivery_number
    from repeated
),

compared as (
    select
        *,
        min(delivery_number) over (
            partition by event_key
            order by load_date
            range between interval {{ var('repeat_window_days') }} day preceding and current row
        ) as first_number
    from numbered
)

select
    {{ provenance('later.') }},
    case when later.content_hash = first.content_hash then 'duplicate' else 'conflicting_id' end as outcome,
    later.landed_row
from compared as later
inner join numbered as first
    on later.event_key = first.event_key and later.first_number = first.delivery_number
where
    later.delivery_number > later.first_number
    and later.load_date in (select partition_date from changed)
    and not later.is_condensed
