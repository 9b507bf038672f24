{{ config(severity='warn') }}

select
    source,
    landing_table,
    load_date,
    min(first_load_date) as first_load_date,
    count(*) as row_count
from {{ ref('int_event_repeats') }}
where outcome = 'counted_again'
group by source, landing_table, load_date
