-- One row per user and product bought by the last month-end before as-of, so that clusters of items stay the same within a month; by as-of in a
-- shop that has seen no month-end.

with cluster_dates as (
    select * from {{ ref('int_as_of_dates') }}
    where months_back <= 2
),

newest as (
    select max(as_of_date) as as_of_date
    from cluster_dates
),

last_date as (
    select
        coalesce(
            max(cluster_dates.last_date) filter (where cluster_dates.as_of_date < newest.as_of_date),
            max(cluster_dates.last_date)
        ) as last_date
    from cluster_dates
    cross join newest
)

select distinct
    purchase_days.user_id,
    purchase_days.item_id
from {{ ref('purchase_days') }} as purchase_days
inner join last_date on purchase_days.order_date <= last_date.last_date
