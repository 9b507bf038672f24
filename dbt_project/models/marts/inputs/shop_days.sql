-- One row per shop day with any event, session or order, over all channels and regions.

select
    activity_date,
    cast(sum(order_count) as bigint) as order_count,
    cast(sum(net_amount) as decimal(18, 4)) as net_amount
from {{ ref('daily_statistics') }}
group by activity_date
