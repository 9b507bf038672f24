-- Every delivery of an event, typed once, with its fault or none: what is accepted of it, repeated or rejected is told apart from here.
{{ config(
    schema='staging',
    incremental_strategy='append',
    pre_hook=["{{ forget_uncondensed() }}", "{{ forget_changed('load_date') }}"],
    post_hook=["{{ take_condensed() }}", "{{ remember_inputs() }}"],
    meta={'inputs': ['load_versions'], 'contract_tables': ['events']}
) }}
-- depends_on: {{ ref('load_versions') }}

select
    {{ provenance() }},
    event_id,
    user_id,
    anonymous_id,
    event_type,
    item_id,
    query,
    session_key,
    channel,
    device,
    region,
    price,
    event_at,
    cast(event_at_local as date) as event_date,
    cast(extract(hour from event_at_local) as smallint) as event_hour,
    fault,
    -- Of a load day whose rows were dropped: what came after it is judged by it, and it counts elsewhere.
    false as is_condensed
from {{ ref('stg_events') }}
where load_date in ({{ changed() }})
