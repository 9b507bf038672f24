-- One row per order with its amounts, the sums of its lines, whether or not it counts. Amounts are empty where no price is known.

with amounts as (
    select
        order_id,
        count(*) as line_count,
        cast(sum(case when is_sold then quantity else 0 end) as bigint) as unit_count,
        cast(sum(case when is_return then -quantity else 0 end) as bigint) as return_unit_count,
        {%- for column in ['gross_amount', 'discount_amount', 'return_amount', 'net_amount'] %}
        cast(sum({{ column }}) as decimal(18, 4)) as {{ column }},
        {%- endfor %}
        {{ whole_sum('margin_amount') }} as margin_amount,
        bool_or(is_sold) as has_sold,
        bool_or(is_discount_cut) as is_discount_cut
    from {{ ref('int_order_line_amounts') }}
    group by order_id
),

line_discounts as (
    select
        order_id,
        bool_or(discount_amount > 0) as is_discounted
    from {{ ref('current_order_lines') }}
    where quantity > 0 and discount_amount is not null
    group by order_id
)

select
    terms.order_id,
    terms.counts_as,
    terms.user_id,
    terms.ordered_at,
    terms.order_date,
    terms.order_hour,
    terms.status,
    terms.channel,
    terms.region,
    terms.coupon_code,
    terms.currency,
    terms.exchange_rate,
    coalesce(amounts.line_count, 0) as line_count,
    coalesce(amounts.unit_count, 0) as unit_count,
    coalesce(amounts.return_unit_count, 0) as return_unit_count,
    amounts.gross_amount,
    amounts.discount_amount,
    amounts.return_amount,
    amounts.net_amount,
    amounts.margin_amount,
    terms.shipping_amount,
    terms.tax_amount,
    -- Null where neither the order nor its lines state a discount.
    case
        when terms.discount_amount > 0 then true
        when line_discounts.order_id is not null then line_discounts.is_discounted
        when terms.discount_amount is not null then false
    end as is_discounted,
    coalesce(amounts.is_discount_cut or terms.discount_amount > amounts.gross_amount, false) as is_discount_cut,
    coalesce(amounts.has_sold, false) and terms.counts_as = 'counted' as is_counted,
    {{ provenance('terms.') }}
from {{ ref('int_order_terms') }} as terms
left join amounts on terms.order_id = amounts.order_id
left join line_discounts on terms.order_id = line_discounts.order_id
