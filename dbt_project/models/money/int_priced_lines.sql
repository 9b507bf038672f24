-- One row per line of a known order: what it is worth in the shop's currency, and its discount, an order's being split over its sold lines.
{{ config(materialized='view') }}

with lines as (
    select
        lines.*,
        terms.exchange_rate,
        terms.discount_amount as order_discount_amount,
        lines.quantity > 0 and coalesce(lines.unit_price <> 0, true) as is_sold,
        lines.quantity < 0 as is_return
    from {{ ref('current_order_lines') }} as lines
    inner join {{ ref('int_order_terms') }} as terms on lines.order_id = terms.order_id
    where
        terms.exchange_rate is not null
        and not {{ is_impossible_line('lines.quantity', 'lines.unit_price', 'terms.exchange_rate') }}
),

converted as (
    select
        *,
        {{ in_shop_currency('cast(abs(quantity) * unit_price as decimal(18, 4))', 'exchange_rate') }} as line_value,
        {{ in_shop_currency('discount_amount', 'exchange_rate') }} as stated_discount_amount
    from lines
),

-- A line's own discount is cut at what it costs.
valued as (
    select
        *,
        case when is_sold then line_value when line_value is not null then 0 end as gross_amount,
        case
            when line_value is null then null
            when is_sold then least(coalesce(stated_discount_amount, 0), line_value)
            else 0
        end as own_discount_amount
    from converted
),

order_totals as (
    select
        order_id,
        sum(gross_amount) as gross_amount,
        sum(own_discount_amount) as own_discount_amount,
        coalesce(any_value(order_discount_amount), 0) as order_discount_amount
    from valued
    group by order_id
),

-- What an order states is a total: only what it exceeds the lines' own discounts by is split.
excesses as (
    select
        order_id,
        gross_amount as order_gross_amount,
        cast(least(order_discount_amount, gross_amount) - own_discount_amount as decimal(18, 4)) as excess_amount
    from order_totals
    where least(order_discount_amount, gross_amount) > own_discount_amount
),

shared as (
    select
        valued.order_id,
        valued.line_number,
        excesses.excess_amount,
        {{ proportion('excesses.excess_amount', 'valued.gross_amount', 'excesses.order_gross_amount') }} as share_amount,
        row_number() over (partition by valued.order_id order by valued.gross_amount desc, valued.line_number asc) = 1 as is_largest
    from valued
    inner join excesses on valued.order_id = excesses.order_id
    where valued.is_sold and valued.gross_amount is not null
),

split as (
    select
        order_id,
        line_number,
        share_amount + case when is_largest then excess_amount - sum(share_amount) over (partition by order_id) else 0 end as share_amount
    from shared
)

select
    valued.order_id,
    valued.line_number,
    valued.reported_number,
    valued.item_id,
    valued.item_name,
    valued.quantity,
    {{ in_shop_currency('valued.unit_price', 'valued.exchange_rate') }} as unit_price,
    valued.is_sold,
    valued.is_return,
    valued.returned_date,
    valued.return_reported_date,
    valued.stated_discount_amount,
    valued.line_value,
    valued.gross_amount,
    valued.own_discount_amount,
    cast(valued.own_discount_amount + coalesce(split.share_amount, 0) as decimal(18, 4)) as discount_amount,
    coalesce(valued.is_sold and valued.stated_discount_amount > valued.line_value, false) as is_discount_cut,
    {{ provenance('valued.') }},
    valued.first_load_date
from valued
left join split on valued.order_id = split.order_id and valued.line_number = split.line_number
