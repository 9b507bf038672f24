-- One row per item and week, from its first event or order on; weeks in which nothing happened are among them.
with weeks as (
    select * from {{ ref('int_weeks') }}
),

bookings as (
    select
        item_id,
        week_start_date,
        count(distinct order_id) filter (where is_counted) as order_count,
        cast(sum(unit_count) as bigint) as unit_count,
        cast(sum(return_unit_count) as bigint) as return_unit_count,
        sum(gross_amount) as gross_amount,
        sum(discount_amount) as discount_amount,
        sum(return_amount) as return_amount,
        sum(net_amount) as net_amount
    from {{ ref('int_item_bookings') }}
    group by item_id, week_start_date
),

visitors as (
    select
        item_id,
        week_start_date,
        count(distinct visitor_id) as visitor_count
    from {{ ref('int_item_visitor_weeks') }}
    group by item_id, week_start_date
),

usual_prices as (
    select
        item_id,
        cast(date_trunc('week', order_date) as date) as week_start_date,
        {{ middle_amount('unit_price') }} as usual_price
    from {{ ref('order_lines') }}
    where is_counted and unit_price is not null
    group by item_id, cast(date_trunc('week', order_date) as date)
),

shelf_weeks as (
    select * from {{ ref('int_item_shelf_weeks') }}
),

first_weeks as (
    select
        item_id,
        min(week_start_date) as first_week
    from (
        select item_id, week_start_date from bookings
        union all
        select item_id, week_start_date from visitors
    ) as active_weeks
    group by item_id
),

item_weeks as (
    select
        first_weeks.item_id,
        weeks.week_start_date,
        weeks.is_complete,
        coalesce(visitors.visitor_count, 0) as visitor_count,
        coalesce(bookings.order_count, 0) as order_count,
        coalesce(bookings.unit_count, 0) as unit_count,
        coalesce(bookings.return_unit_count, 0) as return_unit_count,
        {{ amount_or_zero('bookings.item_id', 'bookings.gross_amount') }} as gross_amount,
        {{ amount_or_zero('bookings.item_id', 'bookings.discount_amount') }} as discount_amount,
        {{ amount_or_zero('bookings.item_id', 'bookings.return_amount') }} as return_amount,
        {{ amount_or_zero('bookings.item_id', 'bookings.net_amount') }} as net_amount,
        usual_prices.usual_price,
        shelf_weeks.shelf_price,
        shelf_weeks.stock_out_day_count
    from first_weeks
    inner join weeks on first_weeks.first_week <= weeks.week_start_date
    left join bookings on first_weeks.item_id = bookings.item_id and weeks.week_start_date = bookings.week_start_date
    left join visitors on first_weeks.item_id = visitors.item_id and weeks.week_start_date = visitors.week_start_date
    left join usual_prices on first_weeks.item_id = usual_prices.item_id and weeks.week_start_date = usual_prices.week_start_date
    left join shelf_weeks on first_weeks.item_id = shelf_weeks.item_id and weeks.week_start_date = shelf_weeks.week_start_date
)

select * from item_weeks
