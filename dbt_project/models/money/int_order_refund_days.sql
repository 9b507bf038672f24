-- One row per order and day on which refunds reported as amounts exceeded the returned lines and the refunds before: what is given back then.

with terms as (
    select * from {{ ref('int_order_terms') }}
    where refund_amount > 0
),

first_reported as (
    select
        refund_id,
        min(load_date) as reported_date
    from {{ ref('int_order_refunds_versions') }}
    group by refund_id
),

-- The order's own figure and the refunds one by one are two tellings of the same: the greater counts, at every moment. Its own figure is what was
-- paid back until the load day of a version; what a newer version took back was never paid.
reported as (
    select
        terms.order_id,
        terms.exchange_rate,
        case when versions.load_date > terms.first_load_date then versions.load_date else terms.order_date end as refund_date,
        least(versions.refund_amount, terms.stated_refund_amount) as stated_refund_amount,
        0 as refund_amount
    from {{ ref('int_orders_versions') }} as versions
    inner join terms on versions.order_id = terms.order_id
    where versions.refund_amount > 0 and terms.stated_refund_amount > 0

    union all

    select
        terms.order_id,
        terms.exchange_rate,
        coalesce(
            cast(refunds.refunded_at_local as date),
            case when first_reported.reported_date > terms.first_load_date then first_reported.reported_date else terms.order_date end
        ) as refund_date,
        0 as stated_refund_amount,
        refunds.refund_amount
    from {{ ref('current_order_refunds') }} as refunds
    inner join terms on refunds.order_id = terms.order_id
    inner join first_reported on refunds.refund_id = first_reported.refund_id
),

by_day as (
    select
        order_id,
        refund_date,
        any_value(exchange_rate) as exchange_rate,
        max(stated_refund_amount) as stated_refund_amount,
        sum(refund_amount) as refund_amount
    from reported
    group by order_id, refund_date
),

until_day as (
    select
        order_id,
        refund_date,
        exchange_rate,
        greatest(max(stated_refund_amount) over days_so_far, sum(refund_amount) over days_so_far) as refund_amount
    from by_day
    window days_so_far as (
        partition by order_id
        order by refund_date
        rows between unbounded preceding and current row
    )
),

returned as (
    select
        order_id,
        coalesce(sum(own_return_amount), 0) as return_amount
    from {{ ref('int_order_line_amounts') }}
    where order_id in (select order_id from terms)
    group by order_id
    having count(own_return_amount) > 0
),

beyond_lines as (
    select
        until_day.order_id,
        until_day.refund_date,
        greatest({{ in_shop_currency('until_day.refund_amount', 'until_day.exchange_rate') }} - returned.return_amount, 0) as excess_amount
    from until_day
    inner join returned on until_day.order_id = returned.order_id
),

increments as (
    select
        order_id,
        refund_date,
        cast(excess_amount - coalesce(lag(excess_amount) over (partition by order_id order by refund_date), 0) as decimal(18, 4)) as return_amount
    from beyond_lines
)

select * from increments
where return_amount > 0
