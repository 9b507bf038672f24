-- One row per returned line of a known order: what was given back for it, less the discount that it carried.
{{ config(materialized='view') }}

with lines as (
    select * from {{ ref('int_priced_lines') }}
),

returning_orders as (
    select distinct order_id
    from lines
    where is_return
),

-- What the sold lines of an item brought, in the orders of which something came back.
sold as (
    select
        order_id,
        item_id,
        sum(quantity) as unit_count,
        sum(gross_amount) as gross_amount,
        sum(discount_amount) as discount_amount,
        sum(own_discount_amount) as own_discount_amount
    from lines
    where is_sold and order_id in (select returning_orders.order_id from returning_orders)
    group by order_id, item_id
),

returned as (
    select
        lines.*,
        sold.unit_count as sold_unit_count,
        sold.discount_amount as sold_discount_amount,
        sold.own_discount_amount as sold_own_discount_amount,
        -- A return reported without a price is worth what the line of its number was sold for, else the item.
        coalesce(
            lines.line_value,
            {{ proportion('sold_line.gross_amount', '-lines.quantity', 'sold_line.quantity') }},
            {{ proportion('sold.gross_amount', '-lines.quantity', 'sold.unit_count') }}
        ) as value_amount,
        least(sum(-lines.quantity) over units_so_far, sold.unit_count) as units_until,
        least(sum(-lines.quantity) over units_so_far + lines.quantity, sold.unit_count) as units_before
    from lines
    left join sold on lines.order_id = sold.order_id and lines.item_id = sold.item_id
    left join lines as sold_line
        on
            lines.order_id = sold_line.order_id
            and lines.reported_number = sold_line.line_number
            and lines.item_id = sold_line.item_id
            and sold_line.is_sold
    where lines.is_return
    window units_so_far as (
        partition by lines.order_id, lines.item_id
        order by lines.line_number
        rows between unbounded preceding and current row
    )
),

-- Of units that come back one after the other the discounts add up to all of it.
sold_with as (
    select
        *,
        {%- for discount in ['discount_amount', 'own_discount_amount'] %}
        coalesce(
            {{ proportion('sold_' ~ discount, 'units_until', 'sold_unit_count') }}
            - {{ proportion('sold_' ~ discount, 'units_before', 'sold_unit_count') }},
            0
        ) as {{ discount }}_of_units{{ ',' if not loop.last }}
        {%- endfor %}
    from returned
),

-- What a returned line states is in the place of the line's own; the order's share comes to it, unless the line states more than its own.
carried as (
    select
        *,
        case
            when stated_discount_amount is null then discount_amount_of_units
            else greatest(
                stated_discount_amount,
                discount_amount_of_units - greatest(own_discount_amount_of_units - stated_discount_amount, 0)
            )
        end as carried_amount
    from sold_with
)

select
    order_id,
    line_number,
    cast(case when value_amount is not null then greatest(value_amount - carried_amount, 0) end as decimal(18, 4)) as return_amount
from carried
