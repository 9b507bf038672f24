-- One row per line of a known order with all its amounts in the shop's currency, whether or not the order counts.

with terms as (
    select * from {{ ref('int_order_terms') }}
),

lines as (
    select
        priced.order_id,
        priced.line_number,
        priced.item_id,
        priced.item_name,
        priced.quantity,
        priced.unit_price,
        priced.is_sold,
        priced.is_return,
        priced.returned_date,
        priced.return_reported_date,
        priced.first_load_date,
        priced.is_discount_cut,
        -- A return reported without a price may still be worth something.
        case when returned.return_amount is not null then 0 else priced.gross_amount end as gross_amount,
        case when returned.return_amount is not null then 0 else priced.discount_amount end as discount_amount,
        case when priced.is_return then returned.return_amount when priced.gross_amount is not null then 0 end as own_return_amount,
        {{ provenance('priced.') }}
    from {{ ref('int_priced_lines') }} as priced
    left join {{ ref('int_returned_lines') }} as returned
        on priced.order_id = returned.order_id and priced.line_number = returned.line_number
),

-- Of a refund reported as an amount counts what exceeds the returned lines.
refunds as (
    select
        lines.order_id,
        cast(any_value(terms.refund_amount) - coalesce(sum(lines.own_return_amount), 0) as decimal(18, 4)) as excess_amount,
        bool_or(lines.is_sold and lines.gross_amount is not null) as has_sold,
        sum(lines.gross_amount - lines.discount_amount) as paid_amount
    from lines
    inner join terms on lines.order_id = terms.order_id
    where terms.refund_amount > 0
    group by lines.order_id
),

-- It is split over the sold lines of known price by what was paid for them; of an order without any it stands with the first line of known worth.
shared as (
    select
        lines.order_id,
        lines.line_number,
        refunds.excess_amount,
        coalesce({{ proportion('refunds.excess_amount', 'lines.gross_amount - lines.discount_amount', 'refunds.paid_amount') }}, 0) as share_amount,
        row_number() over (
            partition by lines.order_id
            order by lines.gross_amount - lines.discount_amount desc, lines.line_number asc
        ) = 1 as is_largest
    from lines
    inner join refunds on lines.order_id = refunds.order_id
    where
        refunds.excess_amount > 0
        and lines.gross_amount is not null
        and lines.is_sold = refunds.has_sold
),

split as (
    select
        order_id,
        line_number,
        share_amount + case when is_largest then excess_amount - sum(share_amount) over (partition by order_id) else 0 end as share_amount
    from shared
),

returned as (
    select
        lines.*,
        split.share_amount as refund_share_amount,
        cast(lines.own_return_amount + coalesce(split.share_amount, 0) as decimal(18, 4)) as return_amount
    from lines
    left join split on lines.order_id = split.order_id and lines.line_number = split.line_number
),

costed as (
    select
        returned.order_id,
        returned.line_number,
        terms.counts_as,
        terms.user_id,
        terms.ordered_at,
        terms.order_date,
        terms.order_hour,
        terms.channel,
        terms.region,
        returned.item_id,
        returned.item_name,
        returned.quantity,
        returned.unit_price,
        returned.gross_amount,
        returned.discount_amount,
        returned.own_return_amount,
        returned.return_amount,
        cast(returned.gross_amount - returned.discount_amount - returned.return_amount as decimal(18, 4)) as net_amount,
        -- Units given back take their cost with them; beyond ten billion nothing is known.
        case
            when abs(cast(returned.quantity as double) * cast(costs.unit_cost as double)) <= 10000000000
                then cast(returned.quantity * costs.unit_cost as decimal(18, 4))
        end as cost_amount,
        returned.is_sold,
        returned.is_return,
        returned.is_discount_cut,
        abs(returned.quantity) > {{ var('outlier_quantity') }} as is_outlier,
        case
            when not returned.is_return then null
            when returned.returned_date is not null then returned.returned_date
            when returned.return_reported_date > returned.first_load_date then returned.return_reported_date
            else terms.order_date
        end as return_date,
        {{ provenance('returned.') }}
    from returned
    inner join terms on returned.order_id = terms.order_id
    left join {{ ref('int_item_costs') }} as costs
        on
            returned.item_id = costs.item_id
            and terms.order_date >= costs.valid_from_date
            and terms.order_date < costs.valid_until_date
)

select
    *,
    cast(net_amount - cost_amount as decimal(18, 4)) as margin_amount
from costed
