-- One row per visitor, user signed in, item, load day and the shop day of its events: a load day owns its rows, and whoever reads them adds them up.
{{ config(partition_by='load_date', meta={'inputs': ['event_versions'], 'sealed': true}) }}
-- depends_on: {{ ref('event_versions') }}

select
    source,
    landing_table,
    load_date,
    visitor_id,
    user_id,
    item_id,
    {{ behavior_counts(item_event_types()) }},
    min(event_at) as first_event_at,
    max(event_at) as last_event_at
from {{ ref('events') }}
where
    load_date in ({{ changed() }})
    and item_id is not null
    and {{ in_slice('load_date', source('lake', 'loads'), 'landed_count') }}
group by source, landing_table, load_date, visitor_id, user_id, item_id, event_date
