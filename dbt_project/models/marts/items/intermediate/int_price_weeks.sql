-- One row per product sold and week that may show how its price moved its sales.

with items as (
    select * from {{ ref('current_items') }}
),

weekly_orders as (
    select
        cast(date_trunc('week', order_date) as date) as week_start_date,
        coupon_code,
        count(*) as order_count
    from {{ ref('orders') }}
    where is_counted
    group by 1, 2
),

coupon_weeks as (
    select
        week_start_date,
        coupon_code,
        order_count,
        sum(order_count) over (partition by week_start_date) as week_order_count,
        count(*) over (partition by coupon_code) as coupon_week_count
    from weekly_orders
),

week_counts as (
    select count(distinct week_start_date) as week_count
    from weekly_orders
),

-- A promotion of the whole shop is a coupon that a third of a week's orders used. One of half of all weeks is no promotion, but the shop's way.
promotion_weeks as (
    select distinct coupon_weeks.week_start_date
    from coupon_weeks
    cross join week_counts
    where
        coupon_weeks.coupon_code is not null
        and 3 * coupon_weeks.order_count >= coupon_weeks.week_order_count
        and 2 * coupon_weeks.coupon_week_count < week_counts.week_count
),

item_weeks as (
    select
        item_id,
        week_start_date,
        is_complete,
        unit_count,
        usual_price,
        shelf_price,
        stock_out_day_count,
        min(week_start_date) over (partition by item_id) as first_week,
        max(case when unit_count > 0 or visitor_count > 0 then week_start_date end) over (partition by item_id) as last_active_week
    from {{ ref('item_weeks') }}
),

shelf_weeks as (
    select * from {{ ref('int_item_shelf_weeks') }}
),

paid_shares as (
    select
        item_id,
        shelf_price,
        cast(usual_price as double) / cast(shelf_price as double) as paid_share
    from item_weeks
    where shelf_price > 0
),

-- Prices may be told with the tax, and lines without it.
shop as (
    select {{ middle('paid_share') }} as paid_share
    from paid_shares
),

-- What the shop says of the time before it first told its prices may never have held: of four weeks or more it is believed where people paid it.
doubted_prices as (
    select
        paid_shares.item_id,
        paid_shares.shelf_price
    from paid_shares
    cross join shop
    group by 1, 2
    having count(*) >= 4 and abs({{ middle('paid_shares.paid_share') }} / max(shop.paid_share) - 1) >= 0.05
),

-- The first week of an item is a part of one, and after the last in which anybody met it, it may be gone.
telling_weeks as (
    select
        item_weeks.item_id,
        item_weeks.week_start_date,
        -- As a double: squares of it are summed.
        cast(item_weeks.unit_count as double) as unit_count,
        item_weeks.shelf_price,
        ln(shelf_weeks.harmonic_price) as log_price,
        sum(item_weeks.unit_count) over (partition by item_weeks.item_id) as item_unit_count
    from item_weeks
    left join items on item_weeks.item_id = items.item_id
    left join promotion_weeks on item_weeks.week_start_date = promotion_weeks.week_start_date
    left join shelf_weeks on item_weeks.item_id = shelf_weeks.item_id and item_weeks.week_start_date = shelf_weeks.week_start_date
    left join doubted_prices on item_weeks.item_id = doubted_prices.item_id and item_weeks.shelf_price = doubted_prices.shelf_price
    where
        item_weeks.is_complete
        and item_weeks.shelf_price > 0
        and coalesce(item_weeks.stock_out_day_count, 0) = 0
        and item_weeks.week_start_date > item_weeks.first_week
        and item_weeks.week_start_date <= item_weeks.last_active_week
        and promotion_weeks.week_start_date is null
        and doubted_prices.item_id is null
        and coalesce(items.is_product, true)
),

-- A week of two prices sells as much as at their harmonic mean, where 1 % more sells 1 % less; at the plain mean it would seem to sell too much.
-- Prices are counted from the item's own mean, so that no power of them grows too large.
price_weeks as (
    select
        item_id,
        week_start_date,
        unit_count,
        shelf_price,
        log_price - {{ average('log_price') }} over (partition by item_id) as log_price
    from telling_weeks
    where item_unit_count > 0
)

select * from price_weeks
