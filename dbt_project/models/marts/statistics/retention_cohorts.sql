-- One row per cohort month and each month from it to as-of, months without orders included.
with orders as (
    select * from {{ ref('int_joined_orders') }}
),

months as (
    select * from {{ ref('int_months') }}
),

users as (
    select
        user_id,
        cast(date_trunc('month', min(order_date)) as date) as cohort_month
    from orders
    where user_id is not null and is_counted
    group by user_id
),

user_months as (
    select
        users.cohort_month,
        orders.user_id,
        cast(date_trunc('month', orders.order_date) as date) as order_month,
        count(*) filter (where orders.is_counted) as order_count,
        sum(orders.net_amount) as net_amount
    from orders
    inner join users on orders.user_id = users.user_id
    -- Returns of what was bought before the data begin belong to no cohort month.
    where cast(date_trunc('month', orders.order_date) as date) >= users.cohort_month
    group by users.cohort_month, orders.user_id, order_month
),

cohorts as (
    select
        cohort_month,
        count(*) as user_count
    from users
    group by cohort_month
),

cohort_activity as (
    select
        cohort_month,
        order_month,
        count(*) filter (where order_count > 0) as retained_user_count,
        sum(order_count) as order_count,
        sum(net_amount) as net_amount
    from user_months
    group by cohort_month, order_month
),

cohort_months as (
    select
        cohorts.cohort_month,
        months.order_month,
        row_number() over (partition by cohorts.cohort_month order by months.order_month) - 1 as month_number,
        months.is_complete,
        cohorts.user_count,
        coalesce(cohort_activity.retained_user_count, 0) as retained_user_count,
        coalesce(cohort_activity.order_count, 0) as order_count,
        {{ amount_or_zero('cohort_activity.order_month', 'cohort_activity.net_amount') }} as net_amount
    from cohorts
    inner join months on cohorts.cohort_month <= months.order_month
    left join cohort_activity
        on
            cohorts.cohort_month = cohort_activity.cohort_month
            and months.order_month = cohort_activity.order_month
),

accumulated as (
    select
        *,
        max(case when month_number = 0 then net_amount end) over (partition by cohort_month)
            as first_net_amount,
        -- One month of unknown prices leaves all that follows unknown.
        case
            when count(net_amount) over months_so_far = count(*) over months_so_far
                then sum(net_amount) over months_so_far
        end as cumulative_amount
    from cohort_months
    window months_so_far as (
        partition by cohort_month
        order by order_month
        rows between unbounded preceding and current row
    )
),

retention_cohorts as (
    select
        cohort_month,
        order_month,
        cast(month_number as bigint) as month_number,
        is_complete,
        user_count,
        retained_user_count,
        {{ share('retained_user_count', 'user_count') }} as retention_share,
        cast(order_count as bigint) as order_count,
        net_amount,
        {{ share('net_amount', 'first_net_amount') }} as revenue_retention,
        cast(cumulative_amount as decimal(18, 4)) as cumulative_amount,
        {{ amount_per('cumulative_amount', 'user_count') }} as cumulative_amount_per_user
    from accumulated
)

select * from retention_cohorts
