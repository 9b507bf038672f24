-- Which event dates each load day holds: what is late is seen here, and what a changed load day touches.
{{ config(
    schema='staging',
    incremental_strategy='append',
    pre_hook="{{ forget_changed('load_date') }}",
    post_hook="{{ remember_inputs() }}",
    meta={'inputs': ['int_visitor_stretches']}
) }}

select
    source,
    landing_table,
    load_date,
    event_date,
    cast(sum(event_count) as bigint) as event_count
from {{ ref('int_visitor_stretches') }}
where load_date in ({{ changed() }})
group by source, landing_table, load_date, event_date
