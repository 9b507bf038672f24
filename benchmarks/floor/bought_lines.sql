-- The counted lines of known users, each with the midrank of its price among the usual prices of its category.
create temp table bought_lines as
with item_prices as (
    select
        item_id,
        items.category_id,
        coalesce(items.is_product, true) as is_product,
        cast(median(unit_price) as decimal(18, 4)) as usual_price,
        list(distinct unit_price) as prices
    from facts.order_lines
    left join current.current_items as items using (item_id)
    where is_counted and unit_price is not null
    group by all
),

price_points as (
    select category_id, usual_price as price, count(*) as item_count
    from item_prices
    where is_product
    group by all
    union all
    select distinct category_id, unnest(prices), 0
    from item_prices
    where is_product
),

price_levels as (
    select
        category_id,
        price,
        round(
            cast(sum(sum(item_count)) over (partition by category_id order by price rows unbounded preceding) - sum(item_count) / 2.0 as double)
            / cast(sum(sum(item_count)) over (partition by category_id) as double),
            6
        ) as price_percentile
    from price_points
    group by category_id, price
)

select
    lines.order_id,
    lines.user_id,
    lines.order_date,
    lines.item_id,
    items.category_id,
    items.brand,
    lines.quantity,
    price_levels.price_percentile
from known_lines as lines
left join current.current_items as items using (item_id)
left join price_levels
    on
        items.category_id is not distinct from price_levels.category_id
        and lines.unit_price = price_levels.price
        and coalesce(items.is_product, true)
where lines.is_counted and lines.user_id is not null;
