-- Which event dates each load day holds: what is late is seen here, and what a changed load day touches.
{{ config(
    schema='staging',
    incremental_strategy='append',
    pre_hook="{{ forget_changed('load_date') }}",
    post_hook="{{ remember_inputs() }}",
    meta={'inputs': ['events']}
) }}
-- depends_on: {{ ref('int_event_repeats') }}

select
    source,
    landing_table,
    load_date,
    event_date,
    count(*) as event_count
from {{ ref('events') }}
where load_date in ({{ changed() }})
group by source, landing_table, load_date, event_date
