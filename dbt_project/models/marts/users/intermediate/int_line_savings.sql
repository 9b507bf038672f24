-- One row per counted order line at a known price: what it would have cost, and what was saved on the shelf and by a coupon, each apart.

with order_lines as (
    select * from {{ ref('int_joined_order_lines') }}
    where is_counted and unit_price is not null
),

orders as (
    select * from {{ ref('int_joined_orders') }}
),

item_days as (
    select distinct
        item_id,
        order_date
    from order_lines
),

-- The dearest that stood on the shelf in the days up to the order: what it was lowered from, where it was.
shelf_prices as (
    select
        item_days.item_id,
        item_days.order_date,
        max(spells.state) as highest_price
    from item_days
    inner join {{ ref('int_item_shelf_spells') }} as spells
        on
            item_days.item_id = spells.item_id
            and item_days.order_date >= spells.from_date
            and (spells.until_date is null or {{ days_between('spells.until_date', 'item_days.order_date') }} < {{ var('shelf_discount_days') }})
    where spells.kind = 'price'
    group by item_days.item_id, item_days.order_date
),

priced as (
    select
        order_lines.order_id,
        order_lines.line_number,
        order_lines.user_id,
        order_lines.order_date,
        orders.coupon_code is not null as has_coupon,
        -- Without a table of prices and without a word on discounts nothing is known.
        case
            when shelf_prices.highest_price is not null or orders.is_discounted is not null
                then
                    coalesce(order_lines.unit_price <= (1 - {{ var('shelf_discount_share') }}) * shelf_prices.highest_price, false)
                    or (orders.coupon_code is null and order_lines.discount_amount > 0)
        end as is_on_discount,
        -- What was never paid has no bound, so the product keeps all digits; decimals, since a sum of doubles depends on the order of its rows.
        cast(order_lines.quantity as decimal(19, 0))
        * greatest(order_lines.unit_price, coalesce(shelf_prices.highest_price, 0)) as regular_amount,
        order_lines.gross_amount,
        order_lines.discount_amount
    from order_lines
    inner join orders on order_lines.order_id = orders.order_id
    left join shelf_prices on order_lines.item_id = shelf_prices.item_id and order_lines.order_date = shelf_prices.order_date
)

select
    order_id,
    line_number,
    user_id,
    order_date,
    has_coupon,
    is_on_discount,
    regular_amount,
    case
        when is_on_discount then regular_amount - gross_amount + case when has_coupon then 0 else discount_amount end
        else 0
    end as shelf_saved_amount,
    gross_amount,
    case when has_coupon then discount_amount else 0 end as coupon_saved_amount
from priced
