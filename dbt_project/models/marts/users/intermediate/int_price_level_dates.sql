-- One row per recent as-of date, category and price paid in it by then: where the price stands among the usual prices of its items.

with attribute_dates as (
    select * from {{ ref('int_as_of_dates') }}
    where months_back <= 2
),

items as (
    select * from {{ ref('current_items') }}
),

priced_lines as (
    select
        attribute_dates.as_of_date,
        items.category_id,
        order_lines.item_id,
        order_lines.unit_price
    from {{ ref('order_lines') }} as order_lines
    inner join attribute_dates on order_lines.order_date <= attribute_dates.last_date
    left join items on order_lines.item_id = items.item_id
    where
        order_lines.is_counted
        and order_lines.unit_price is not null
        and coalesce(items.is_product, true)
),

usual_prices as (
    select
        as_of_date,
        category_id,
        item_id,
        {{ middle_amount('unit_price') }} as price
    from priced_lines
    group by 1, 2, 3
),

-- Items without a category are compared with each other.
prices as (
    select
        as_of_date,
        category_id,
        price,
        1 as item_count
    from usual_prices

    union all

    select distinct
        as_of_date,
        category_id,
        unit_price as price,
        0 as item_count
    from priced_lines
),

price_points as (
    select
        as_of_date,
        category_id,
        price,
        sum(item_count) as item_count
    from prices
    group by 1, 2, 3
),

counted as (
    select
        *,
        sum(item_count) over (
            partition by as_of_date, category_id
            order by price
            rows between unbounded preceding and current row
        ) as items_up_to_price,
        sum(item_count) over (partition by as_of_date, category_id) as items_in_category
    from price_points
),

price_levels as (
    select
        as_of_date,
        category_id,
        price,
        -- The share of items below the price, and half of those at it: the middle item stands at one half.
        {{ share('items_up_to_price - item_count / 2', 'items_in_category') }} as price_percentile
    from counted
)

select * from price_levels
