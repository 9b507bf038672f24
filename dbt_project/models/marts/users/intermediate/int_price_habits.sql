-- One row per date of int_price_dates, user and habit (coupon, discount, price_level): the user's own mean, drawn towards the shop's the more the
-- fewer orders or lines stand behind it. How strongly follows from how much users differ beyond chance, by the method of moments.

with dates as (
    select * from {{ ref('int_price_dates') }}
),

-- A case is an order or a line, and its value: whether it had a coupon, whether it was on discount, the place of its price in its category.
cases as (
    select
        user_id,
        order_date,
        'coupon' as habit,
        cast(case when coupon_code is not null then 1 else 0 end as double) as case_value
    from {{ ref('int_joined_orders') }}
    where is_counted and user_id is not null

    union all

    select
        user_id,
        order_date,
        'discount' as habit,
        cast(case when is_on_discount then 1 else 0 end as double) as case_value
    from {{ ref('int_line_savings') }}
    where user_id is not null and is_on_discount is not null

    union all

    select
        user_id,
        order_date,
        'price_level' as habit,
        cast(price_percentile as double) as case_value
    from {{ ref('int_bought_lines') }}
    where price_percentile is not null
),

users as (
    select
        dates.as_of_date,
        cases.habit,
        cases.user_id,
        cast(count(*) as double) as case_count,
        -- Decimals, since a sum of doubles depends on the order of its rows.
        cast(sum(cast(cases.case_value as decimal(18, 6))) as double) as case_sum,
        cast(sum(cast(cases.case_value * cases.case_value as decimal(18, 12))) as double) as square_sum
    from cases
    inner join dates on cases.order_date <= dates.last_date
    group by dates.as_of_date, cases.habit, cases.user_id
),

means as (
    select
        *,
        case_sum / case_count as own_mean,
        sum(case_sum) over (partition by as_of_date, habit) / sum(case_count) over (partition by as_of_date, habit) as shop_mean
    from users
),

-- How far users lie from the shop, how far cases lie from their user, and the cases that tell users apart.
sums as (
    select
        as_of_date,
        habit,
        max(shop_mean) as shop_mean,
        count(*) as user_count,
        sum(case_count * (own_mean - shop_mean) * (own_mean - shop_mean)) as between_sum,
        sum(greatest(square_sum - case_count * own_mean * own_mean, 0)) / nullif(sum(case_count) - count(*), 0) as within_variance,
        sum(case_count) - sum(case_count * case_count) / sum(case_count) as telling_count
    from means
    group by as_of_date, habit
),

-- A shop in which nobody used a coupon, or bought on discount, has none to use: nothing is known of anybody.
shop as (
    select
        as_of_date,
        habit,
        {{ rounded('shop_mean', 12) }} as shop_mean,
        {{ rounded('within_variance', 12) }} as within_variance,
        {{ rounded('greatest(0, coalesce((between_sum - (user_count - 1) * within_variance) / nullif(telling_count, 0), 0))', 12) }} as spread
    from sums
    where shop_mean > 0
),

weighed as (
    select
        means.as_of_date,
        means.user_id,
        means.habit,
        means.case_count,
        means.case_sum,
        means.own_mean,
        shop.shop_mean,
        shop.spread,
        coalesce(means.case_count * shop.spread / nullif(means.case_count * shop.spread + shop.within_variance, 0), 0) as own_weight
    from means
    inner join shop on means.as_of_date = shop.as_of_date and means.habit = shop.habit
)

select
    as_of_date,
    user_id,
    habit,
    cast(case_count as bigint) as case_count,
    case_sum,
    {{ rounded('own_mean') }} as own_mean,
    {{ rounded('shop_mean') }} as shop_mean,
    {{ rounded('own_weight') }} as own_weight,
    {{ rounded('shop_mean + own_weight * (own_mean - shop_mean)') }} as shrunk_mean,
    {{ rounded('greatest(0, shop_mean + own_weight * (own_mean - shop_mean) - 1.644854 * sqrt(spread * (1 - own_weight)))') }} as shrunk_low,
    {{ rounded('least(1, shop_mean + own_weight * (own_mean - shop_mean) + 1.644854 * sqrt(spread * (1 - own_weight)))') }} as shrunk_high
from weighed
