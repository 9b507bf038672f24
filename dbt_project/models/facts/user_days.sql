-- One row per visitor and shop day.
{{ config(
    incremental_strategy='append',
    pre_hook="{{ forget_changed('event_date') }}",
    post_hook="{{ remember_inputs() }}",
    meta={'inputs': ['int_event_dates']}
) }}
-- depends_on: {{ ref('int_event_dates') }}

select
    visitor_id,
    event_date,
    max_by(user_id, (event_at, user_id)) as user_id,
    min_by(channel, (event_at, channel)) as channel,
    min_by(region, (event_at, region)) as region,
    {{ behavior_counts() }},
    count(distinct item_id) as item_count,
    min(event_at) as first_event_at,
    max(event_at) as last_event_at,
    min(event_at) filter (where event_type = 'view') as first_view_at,
    max(event_at) filter (where event_type in ('favorite', 'cart')) as last_intent_at,
    max(event_at) filter (where event_type = 'checkout') as last_checkout_at,
    max(event_at) filter (where event_type = 'purchase') as last_purchase_at
from {{ ref('events') }}
where event_date in ({{ changed() }})
group by visitor_id, event_date
