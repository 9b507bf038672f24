-- Every user with an order belongs to one cohort, and every order of theirs to one month of it.
with cohorts as (
    select
        coalesce(sum(user_count) filter (where month_number = 0), 0) as user_count,
        coalesce(sum(order_count), 0) as order_count
    from {{ ref('retention_cohorts') }}
),

buyers as (
    select
        count(distinct user_id) as user_count,
        count(user_id) as order_count
    from {{ ref('int_joined_orders') }}
    where is_counted
)

select *
from cohorts
cross join buyers
where
    cohorts.user_count <> buyers.user_count
    or cohorts.order_count <> buyers.order_count
