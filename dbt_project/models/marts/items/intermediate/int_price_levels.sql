-- One row per category and price paid in it: where the price stands among the usual prices of its items.

with item_prices as (
    select * from {{ ref('int_item_prices') }}
    where is_product
),

order_lines as (
    select * from {{ ref('order_lines') }}
),

-- Items without a category are compared with each other.
prices as (
    select
        category_id,
        usual_price as price,
        count(*) as item_count
    from item_prices
    group by category_id, usual_price

    union all

    select distinct
        item_prices.category_id,
        order_lines.unit_price as price,
        0 as item_count
    from order_lines
    inner join item_prices on order_lines.item_id = item_prices.item_id
    where order_lines.is_counted and order_lines.unit_price is not null
),

price_points as (
    select
        category_id,
        price,
        sum(item_count) as item_count
    from prices
    group by category_id, price
),

counted as (
    select
        *,
        sum(item_count) over (
            partition by category_id
            order by price
            rows between unbounded preceding and current row
        ) as items_up_to_price,
        sum(item_count) over (partition by category_id) as items_in_category
    from price_points
),

price_levels as (
    select
        category_id,
        price,
        -- The share of items below the price, and half of those at it: the middle item stands at one half.
        {{ share('items_up_to_price - item_count / 2.0', 'items_in_category') }} as price_percentile
    from counted
)

select * from price_levels
