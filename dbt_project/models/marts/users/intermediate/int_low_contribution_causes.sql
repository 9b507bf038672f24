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
        3 * (count(*) over (habits) - rank() over (habits order by shrunk_mean desc) + 1) <= count(*) over (habits) as is_lowest_third,
        3 * (count(*) over (habits) - rank() over (habits order by shrunk_mean) + 1) <= count(*) over (habits) as is_top_third
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
        savings.user_id,
        savings.saved_amount,
        savings.regular_amount,
        {{ days_between('savings.order_date', 'dates.as_of_date') }} < thresholds.current_discount_days as is_current
    from {{ ref('int_line_savings') }} as savings
    inner join dates on savings.order_date <= dates.last_date
    cross join thresholds
    where savings.is_saving
),

taken as (
    select
        as_of_date,
        user_id,
        {{ share('sum(saved_amount)', 'sum(regular_amount)') }} as saved_share
    from known_savings
    where user_id is not null
    group by as_of_date, user_id
),

-- What the whole shop gives at present.
open_offers as (
    select
        as_of_date,
        {{ share('sum(saved_amount)', 'sum(regular_amount)') }} as open_saved_share
    from known_savings
    where is_current
    group by as_of_date
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
        coalesce(habits.is_discount_buyer, false) or coalesce(habits.coupon_order_count, 0) > 0 as seeks_discounts,
        taken.saved_share,
        coalesce(open_offers.open_saved_share, 0) as open_saved_share
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
        when seeks_discounts and coalesce(open_saved_share < saved_share, false) then 'weak_discount_fit'
        when is_cheap_buyer and not seeks_discounts then 'weak_purchasing_ability'
        else 'not_shown'
    end as cause
from evidence
