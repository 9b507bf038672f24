-- One row per number of messages received in the 30 days that the longest cap counts: what one more does to orders. The largest number stands for all
-- from it on.

with measured as (
    select
        *,
        max(contact_count) over () as most_count
    from {{ ref('contact_pressure') }}
    where window_days = 30 and outcome = 'orders'
)

select
    contact_count,
    difference,
    difference_low,
    difference_high
from measured
where is_or_more = (contact_count = most_count)
