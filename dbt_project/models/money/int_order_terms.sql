-- One row per order: whether it counts, its exchange rate, and what the order itself states, in the shop's currency.
{%- set is_foreign = "coalesce(orders.currency <> '" ~ shop_currency() ~ "', false)" if shop_currency() else 'false' %}

with orders as (
    select * from {{ ref('current_orders') }}
),

statuses as (
    select
        {{ bare_word('status') }} as word,
        min(counts_as) as counts_as
    from {{ ref('order_statuses') }}
    group by word
),

refunds as (
    select
        order_id,
        sum(refund_amount) as refund_amount
    from {{ ref('current_order_refunds') }}
    group by order_id
),

rated as (
    select
        orders.*,
        greatest(coalesce(orders.refund_amount, 0), coalesce(refunds.refund_amount, 0)) as reported_refund_amount,
        coalesce(statuses.counts_as, 'counted') as counts_as,
        orders.status is not null and statuses.word is null as is_unknown_status,
        -- Without a rate the amounts of a foreign order are unknown, and its lines wait in quarantine.
        case when {{ is_foreign }} then rates.rate else 1 end as exchange_rate
    from orders
    left join statuses on {{ bare_word('orders.status') }} = statuses.word
    left join refunds on orders.order_id = refunds.order_id
    left join {{ ref('int_exchange_rates') }} as rates
        on
            {{ is_foreign }}
            and orders.currency = rates.currency
            and orders.order_date >= rates.valid_from_date
            and orders.order_date < coalesce(rates.valid_until_date, date '9999-12-31')
)

select
    order_id,
    user_id,
    ordered_at,
    order_date,
    order_hour,
    status,
    counts_as,
    is_unknown_status,
    channel,
    region,
    coupon_code,
    currency,
    exchange_rate,
    {%- for column in ['discount_amount', 'shipping_amount', 'tax_amount'] %}
    {{ in_shop_currency(column, 'exchange_rate') }} as {{ column }},
    {%- endfor %}
    -- What the order itself states as refunded, in its own currency, and all refunds reported for it.
    refund_amount as stated_refund_amount,
    {{ in_shop_currency('reported_refund_amount', 'exchange_rate') }} as refund_amount,
    {{ provenance() }},
    first_load_date
from rated
