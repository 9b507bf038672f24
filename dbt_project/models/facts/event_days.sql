-- One row per shop day, channel and region.
{{ config(partition_by='event_date', meta={'inputs': ['event_date_versions']}) }}
-- depends_on: {{ ref('event_date_versions') }}

select
    event_date,
    channel,
    region,
    {{ summed_behavior_counts() }},
    count(distinct visitor_id) as visitor_count
from {{ ref('int_visitor_stretches') }}
where event_date in ({{ changed() }})
group by event_date, channel, region
