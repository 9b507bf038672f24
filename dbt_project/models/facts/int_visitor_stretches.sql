-- One row per visitor, shop day and stretch of the clock as long as the gap between sessions: what one visitor did within it is always one
-- session, so sessions and user days are put together from these few rows and need not sort events.
{{ config(
    schema='staging',
    incremental_strategy='append',
    pre_hook="{{ set_aside_touched_visitor_days() }}",
    post_hook="{{ remember_inputs() }}",
    meta={'inputs': ['events']}
) }}
-- depends_on: {{ ref('int_event_repeats') }}

with events as (
    {{ of_touched_visitor_days(ref('events')) }}
)

select
    visitor_id,
    event_date,
    {{ stretch_number('event_at') }} as stretch_number,
    max_by(user_id, (event_at, user_id)) as user_id,
    min_by(channel, (event_at, channel)) as channel,
    min_by(device, (event_at, device)) as device,
    min_by(region, (event_at, region)) as region,
    {{ behavior_counts() }},
    count(distinct item_id) as item_count,
    min(event_hour) as start_hour,
    min(event_at) as first_event_at,
    max(event_at) as last_event_at,
    min(event_at) filter (where event_type = 'view') as first_view_at,
    max(event_at) filter (where event_type in ('favorite', 'cart')) as last_intent_at,
    max(event_at) filter (where event_type = 'checkout') as last_checkout_at,
    max(event_at) filter (where event_type = 'purchase') as last_purchase_at,
    min(load_date) as first_load_date,
    max(load_date) as last_load_date
from events
group by visitor_id, event_date, stretch_number
