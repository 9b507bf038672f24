-- Grouped within a load day and file, so that a filter on the load day still reaches the files.
with orders as (
    select
        loaded_on,
        _file,
        order_number,
        min(_row) as _row,
        min(_absent) as _absent,
        {%- for column in [
            'order_status', 'order_date', 'modification_date', 'currency', 'customer_user_id', 'email', 'phone', 'country', 'discount', 'shipping',
            'refund', 'total', 'tax', 'coupon_code',
        ] %}
        min_by({{ column }}, _row) filter (where {{ column }} is not null) as {{ column }},
        {%- endfor %}
        cast(sum(
            {{ as_number('quantity', 'decimal(18, 0)') }} * {{ as_number('item_price', 'decimal(18, 4)') }}
        ) as decimal(18, 4)) as gross_amount
    from {{ source('lake_woocommerce', 'order_rows') }}
    where _fault is null and order_number is not null
    group by loaded_on, _file, order_number
),

amounts as (
    select
        *,
        {{ as_number('total', 'decimal(18, 4)') }} as total_amount,
        {{ as_number('tax', 'decimal(18, 4)') }} as tax_amount,
        {{ as_number('shipping', 'decimal(18, 4)') }} as shipping_amount,
        abs({{ as_number('refund', 'decimal(18, 4)') }}) as all_refund_amount,
        cast(gross_amount - coalesce(abs({{ as_number('discount', 'decimal(18, 4)') }}), 0) as decimal(18, 4)) as goods_amount
    from orders
)

select
    *,
    cast(null as string) as _fault,
    cast(null as string) as _raw,
    -- A refund pays back tax and shipping too: taxes are taken off by their share, and what exceeds the goods is shipping.
    case
        when total_amount > 0 and tax_amount is not null
            then least({{ proportion('all_refund_amount', 'total_amount - tax_amount', 'total_amount') }}, greatest(goods_amount, 0))
        else all_refund_amount
    end as goods_refund_amount
from amounts
