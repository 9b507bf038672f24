-- Which event dates each load day holds: what is late is seen here, and what a changed load day affects.
{{ config(partition_by='load_date', meta={'inputs': ['int_visitor_stretches']}) }}

select
    source,
    landing_table,
    load_date,
    event_date,
    cast(sum(event_count) as bigint) as event_count
from {{ ref('int_visitor_stretches') }}
where load_date in ({{ changed() }})
group by source, landing_table, load_date, event_date
