-- One row per cause of low contribution: what its users did in the days after a past month-end, as of which the causes are made once more.
with causes as (
    select * from {{ ref('int_low_contribution_causes') }}
    where is_evaluated
),

orders as (
    select * from {{ ref('int_joined_orders') }}
    where is_counted and user_id is not null
),

later_orders as (
    select
        causes.user_id,
        count(*) as order_count,
        count(orders.coupon_code) as coupon_order_count
    from causes
    inner join orders
        on
            causes.user_id = orders.user_id
            and causes.as_of_date < orders.order_date
            and {{ days_between('causes.as_of_date', 'orders.order_date') }} <= {{ var('later_coupon_days') }}
    group by causes.user_id
),

counted as (
    select
        causes.cause,
        max(causes.as_of_date) as as_of_date,
        count(*) as user_count,
        cast(coalesce(sum(later_orders.order_count), 0) as bigint) as later_order_count,
        cast(coalesce(sum(later_orders.coupon_order_count), 0) as bigint) as later_coupon_order_count
    from causes
    left join later_orders on causes.user_id = later_orders.user_id
    group by causes.cause
),

shares as (
    select
        *,
        {{ share('later_coupon_order_count', 'later_order_count') }} as later_coupon_share
    from counted
),

-- Unknown where one of the causes has nobody, or nobody who ordered again.
required as (
    select
        case
            when count(later_coupon_share) = 3
                then
                    max(later_coupon_share) filter (where cause = 'weak_discount_fit')
                    > max(later_coupon_share) filter (where cause = 'not_shown')
                    and max(later_coupon_share) filter (where cause = 'not_shown')
                    > max(later_coupon_share) filter (where cause = 'weak_purchasing_ability')
        end as is_in_required_order
    from shares
),

coupon_use_by_cause as (
    select
        shares.cause,
        shares.as_of_date,
        shares.user_count,
        {{ share('shares.user_count', 'sum(shares.user_count) over ()') }} as user_share,
        shares.later_order_count,
        shares.later_coupon_order_count,
        shares.later_coupon_share,
        required.is_in_required_order
    from shares
    cross join required
)

select * from coupon_use_by_cause
