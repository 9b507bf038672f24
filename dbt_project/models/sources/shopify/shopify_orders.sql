-- Grouped within a load day and file, so that a filter on the load day still reaches the files. Of each column the first line that has it counts:
-- it is the order's first, where nothing is broken.
{%- set amounts = {
    'subtotal': 'subtotal_amount', 'shipping': 'shipping_amount', 'total': 'total_amount', 'discount_amount': 'all_discount_amount',
    'refunded_amount': 'all_refund_amount',
} %}

with lines as (
    select * from {{ source('lake_shopify', 'orders') }}
    where _fault is null and name is not null
),

orders as (
    select
        loaded_on,
        _file,
        name,
        min(_row) as _row,
        min(_absent) as _absent,
        {%- for column in [
            'email', 'phone', 'created_at', 'cancelled_at', 'financial_status', 'currency', 'subtotal', 'shipping', 'taxes', 'total', 'discount_code',
            'discount_amount', 'refunded_amount', 'source', 'shipping_country', 'billing_country',
        ] %}
        min_by({{ column }}, _row) filter (where {{ column }} is not null) as {{ column }},
        {%- endfor %}
        cast(sum(
            {{ as_number('lineitem_quantity', 'decimal(18, 0)') }} * {{ as_number('lineitem_price', 'decimal(18, 4)') }}
        ) as decimal(18, 4)) as gross_amount
    from lines
    group by loaded_on, _file, name
),

counted as (
    select
        *,
        {%- for column, amount in amounts.items() %}
        {{ as_number(column, 'decimal(18, 4)') }} as {{ amount }}{{ ',' if not loop.last }}
        {%- endfor %}
    from orders
)

select
    *,
    cast(null as string) as _fault,
    cast(null as string) as _raw,
    -- Where shipping was free, a code for it may be among the discounts: then the goods' part is what they cost less.
    case
        when shipping_amount = 0 and subtotal_amount is not null
            then cast(greatest(least(all_discount_amount, gross_amount - subtotal_amount), 0) as decimal(18, 4))
        else all_discount_amount
    end as goods_discount_amount,
    -- A refund pays back tax and shipping too: taxes are taken off by their share, and what exceeds the goods is shipping.
    case
        when total_amount > 0 and subtotal_amount is not null
            then least(
                {{ proportion('all_refund_amount', 'least(subtotal_amount + coalesce(shipping_amount, 0), total_amount)', 'total_amount') }},
                subtotal_amount
            )
        else all_refund_amount
    end as goods_refund_amount
from counted
