-- One row per date of int_price_dates and user in low_contribution as of it: why, by what was ordered until then.

with dates as (
    select * from {{ ref('int_price_dates') }}
),

user_scores as (
    select * from {{ ref('int_user_scores') }}
),

thresholds as (
    select max(threshold_value) filter (where threshold = 'current_discount_days') as current_discount_days
    from {{ ref('group_thresholds') }}
),

-- A third holds equal values only all together: where most are equal, none of them is in the lowest or the top third.
thirds as (
    select
        as_of_date,
        user_id,
        habit,
        case_sum,
        shrunk_mean,
        3 * (count(*) over (habits) - rank() over (partition by as_of_date, habit order by shrunk_mean desc) + 1)
        <= count(*) over (habits) as is_lowest_third,
        3 * (count(*) over (habits) - rank() over (partition by as_of_date, habit order by shrunk_mean) + 1)
        <= count(*) over (habits) as is_top_third
    from {{ ref('int_price_habits') }}
    window habits as (partition by as_of_date, habit)
),

habits as (
    select
        as_of_date,
        user_id,
        max(shrunk_mean) filter (where habit = 'price_level') as shrunk_price_level,
        max(shrunk_mean) filter (where habit = 'discount') as shrunk_discount_line_share,
        coalesce(cast(max(case_sum) filter (where habit = 'coupon') as bigint), 0) as coupon_order_count,
        coalesce(bool_or(is_lowest_third) filter (where habit = 'price_level'), false) as is_cheap_buyer,
        coalesce(bool_or(is_top_third) filter (where habit = 'discount'), false) as is_discount_buyer
    from thirds
    group by as_of_date, user_id
),

known_savings as (
    select
        dates.as_of_date,
        savings.*
    from {{ ref('int_line_savings') }} as savings
    inner join dates on savings.order_date <= dates.last_date
),

taken as (
    select
        as_of_date,
        user_id,
        {{ saved_shares() }}
    from known_savings
    where user_id is not null
    group by as_of_date, user_id
),

-- What the whole shop gave in the last days, on the lines that had any of it.
open_offers as (
    select
        known_savings.as_of_date,
        {{ saved_shares('open_') }}
    from known_savings
    cross join thresholds
    where {{ days_between('known_savings.order_date', 'known_savings.as_of_date') }} < thresholds.current_discount_days
    group by known_savings.as_of_date
),

evidence as (
    select
        user_scores.user_id,
        user_scores.as_of_date,
        dates.last_date,
        dates.is_evaluated,
        habits.shrunk_price_level,
        habits.shrunk_discount_line_share,
        coalesce(habits.coupon_order_count, 0) as coupon_order_count,
        coalesce(habits.is_cheap_buyer, false) as is_cheap_buyer,
        coalesce(habits.is_discount_buyer, false) as is_discount_buyer,
        taken.coupon_saved_share,
        taken.shelf_saved_share,
        coalesce(open_offers.open_coupon_saved_share, 0) as open_coupon_saved_share,
        coalesce(open_offers.open_shelf_saved_share, 0) as open_shelf_saved_share
    from user_scores
    inner join dates on user_scores.as_of_date = dates.as_of_date
    left join habits on user_scores.as_of_date = habits.as_of_date and user_scores.user_id = habits.user_id
    left join taken on user_scores.as_of_date = taken.as_of_date and user_scores.user_id = taken.user_id
    left join open_offers on user_scores.as_of_date = open_offers.as_of_date
    where user_scores.user_group = 'low_contribution'
)

select
    *,
    case
        when coupon_order_count > 0 and open_coupon_saved_share < coupon_saved_share then 'weak_discount_fit'
        when is_discount_buyer and open_shelf_saved_share < shelf_saved_share then 'weak_discount_fit'
        when is_cheap_buyer and not is_discount_buyer and coupon_order_count = 0 then 'weak_purchasing_ability'
        else 'not_shown'
    end as cause
from evidence
