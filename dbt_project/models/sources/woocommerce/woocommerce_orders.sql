{%- set nested = {'fee_lines': 'total', 'refunds': 'total', 'coupon_lines': 'code'} %}

with orders as (
    select
        *,
        {%- for amount, column in {
            'shipping_amount': 'shipping_total', 'total_amount': 'total', 'tax_amount': 'total_tax', 'own_discount_amount': 'discount_total',
        }.items() %}
        {{ as_number(column, 'decimal(18, 4)') }} as {{ amount }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ source('lake_woocommerce', 'orders') }}
),

goods as (
    select
        loaded_on,
        _file,
        _row,
        cast(sum(total_amount) as decimal(18, 4)) as goods_amount,
        -- As units and prices to four decimals count them.
        cast(sum(unit_count * unit_price - undiscounted_amount + total_amount) as decimal(18, 4)) as counted_amount
    from {{ ref('woocommerce_lines') }}
    group by loaded_on, _file, _row
),
{% for column, field in nested.items() %}
each_of_{{ column }} as (
    select
        loaded_on,
        _file,
        _row,
        {{ each_of(json_list(column)) }} as element
    from orders
    where _fault is null
),

{{ column }} as (
    select
        loaded_on,
        _file,
        _row,
        {%- if field == 'code' %}
        min({{ json_value('element', 'code') }}) as code
        {%- else %}
        {%- set amount = as_number(json_value('element', field), 'decimal(18, 4)') %}
        cast(coalesce(sum({{ amount }}), 0) as decimal(18, 4)) as amount,
        cast(coalesce(sum(least({{ amount }}, 0)), 0) as decimal(18, 4)) as amount_below_zero
        {%- endif %}
    from each_of_{{ column }}
    group by loaded_on, _file, _row
),
{% endfor %}
counted as (
    select
        orders.*,
        coalesce(goods.goods_amount, 0) as goods_amount,
        coalesce(goods.counted_amount, 0) as counted_amount,
        coalesce(fee_lines.amount, 0) as fee_amount,
        coalesce(-fee_lines.amount_below_zero, 0) as fee_discount_amount,
        -coalesce(refunds.amount, 0) as all_refund_amount,
        coupon_lines.code as coupon_code
    from orders
    left join goods on orders.loaded_on = goods.loaded_on and orders._file = goods._file and orders._row = goods._row
    {%- for column in nested %}
    left join {{ column }}
        on
            orders.loaded_on = {{ column }}.loaded_on
            and orders._file = {{ column }}._file
            and orders._row = {{ column }}._row
    {%- endfor %}
)

select
    *,
    -- A fee below zero is how many shops give a discount; it lessens what was paid for the goods. A total below zero is what prices were raised by.
    case when own_discount_amount < 0 then 0 else own_discount_amount end + fee_discount_amount as discount_amount,
    shipping_amount + fee_amount + fee_discount_amount as shipping_and_fee_amount,
    -- A refund pays back tax, shipping and fees too: taxes are taken off by their share, and what exceeds the goods is shipping and fees.
    case
        when total_amount > 0 and tax_amount is not null
            then least(
                {{ proportion('all_refund_amount', 'total_amount - tax_amount', 'total_amount') }},
                greatest(counted_amount - fee_discount_amount, 0)
            )
        else all_refund_amount
    end as goods_refund_amount
from counted
