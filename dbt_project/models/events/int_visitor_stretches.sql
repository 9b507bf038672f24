-- One row per load day and visitor, in one place, for a stretch of the clock as long as the gap between sessions: what one visitor did
-- within it is always one session. Sessions, user days and the counts by day and hour are put together from these few rows; none of
-- them reads events again, and a load day changes its own rows only.
{{ config(partition_by='load_date', meta={'inputs': ['event_versions'], 'sealed': true}) }}
-- depends_on: {{ ref('event_versions') }}

select
    source,
    landing_table,
    load_date,
    visitor_id,
    event_date,
    event_hour,
    {{ stretch_number('event_at') }} as stretch_number,
    user_id,
    channel,
    device,
    region,
    {{ behavior_counts() }},
    {{ distinct_list('item_id') }} as item_ids,
    min(event_at) as first_event_at,
    max(event_at) as last_event_at,
    min(event_at) filter (where event_type = 'view') as first_view_at,
    max(event_at) filter (where event_type in ('favorite', 'cart')) as last_intent_at,
    max(event_at) filter (where event_type = 'checkout') as last_checkout_at,
    max(event_at) filter (where event_type = 'purchase') as last_purchase_at
from {{ ref('events') }}
where
    load_date in ({{ changed() }})
    and {{ in_slice('load_date', source('lake', 'loads'), 'landed_count') }}
group by
    source, landing_table, load_date, visitor_id, event_date, event_hour, {{ stretch_number('event_at') }},
    user_id, channel, device, region
