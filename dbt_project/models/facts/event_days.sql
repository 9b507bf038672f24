-- One row per shop day, channel and region.
{{ config(
    incremental_strategy='append',
    pre_hook="{{ forget_changed('event_date') }}",
    post_hook="{{ remember_inputs() }}",
    meta={'inputs': ['int_event_dates']}
) }}
-- depends_on: {{ ref('int_event_dates') }}

select
    event_date,
    channel,
    region,
    {{ summed_behavior_counts() }},
    count(distinct visitor_id) as visitor_count
from {{ ref('int_visitor_stretches') }}
where event_date in ({{ changed() }})
group by event_date, channel, region
