with lines as (
    select
        loaded_on,
        _file,
        _row,
        _absent,
        number,
        {{ each_of(json_list('line_items')) }} as line
    from {{ source('lake_woocommerce', 'orders') }}
    where _fault is null
),

fields as (
    select
        loaded_on,
        _file,
        _row,
        _absent,
        number,
        {%- for field in ['id', 'name', 'product_id', 'variation_id', 'quantity', 'subtotal', 'total', 'sku'] %}
        {{ json_value('line', field) }} as {{ field }}{{ ',' if not loop.last }}
        {%- endfor %}
    from lines
    where line is not null
),

counted as (
    select
        *,
        {{ as_number('quantity', 'decimal(18, 0)') }} as unit_count,
        {{ as_number('subtotal', 'decimal(18, 4)') }} as subtotal_amount,
        {{ as_number('total', 'decimal(18, 4)') }} as total_amount
    from fields
),

priced as (
    select
        *,
        -- Above its subtotal is a line whose price was raised by hand.
        case when total_amount > subtotal_amount then total_amount else subtotal_amount end as undiscounted_amount
    from counted
)

select
    *,
    cast(null as string) as _fault,
    cast(null as string) as _raw,
    -- The API's own price of a unit is that after discounts.
    {{ proportion('undiscounted_amount', '1', 'unit_count') }} as unit_price
from priced
