-- One row per category and week, from the first event or order of its items on. An item without a category is in none.
with items as (
    select
        item_id,
        category_id
    from {{ ref('current_items') }}
    where category_id is not null
),

category_names as (
    select
        category_id,
        category_name
    from {{ ref('int_category_paths') }}
),

sums as (
    select
        items.category_id,
        item_weeks.week_start_date,
        bool_and(item_weeks.is_complete) as is_complete,
        count(*) as item_count,
        count(*) filter (where item_weeks.unit_count > 0) as sold_item_count,
        cast(sum(item_weeks.unit_count) as bigint) as unit_count,
        cast(sum(item_weeks.return_unit_count) as bigint) as return_unit_count,
        cast(sum(item_weeks.gross_amount) as decimal(18, 4)) as gross_amount,
        cast(sum(item_weeks.discount_amount) as decimal(18, 4)) as discount_amount,
        cast(sum(item_weeks.return_amount) as decimal(18, 4)) as return_amount,
        cast(sum(item_weeks.net_amount) as decimal(18, 4)) as net_amount,
        {{ middle_amount('item_weeks.shelf_price') }} as shelf_price,
        cast(sum(item_weeks.stock_out_day_count) as bigint) as stock_out_day_count
    from {{ ref('item_weeks') }} as item_weeks
    inner join items on item_weeks.item_id = items.item_id
    group by items.category_id, item_weeks.week_start_date
),

-- One order may hold several of a category's items, and one visitor may look at them.
orders as (
    select
        items.category_id,
        bookings.week_start_date,
        count(distinct bookings.order_id) as order_count
    from {{ ref('int_item_bookings') }} as bookings
    inner join items on bookings.item_id = items.item_id
    where bookings.is_counted
    group by items.category_id, bookings.week_start_date
),

visitors as (
    select
        items.category_id,
        visitor_weeks.week_start_date,
        count(distinct visitor_weeks.visitor_id) as visitor_count
    from {{ ref('int_item_visitor_weeks') }} as visitor_weeks
    inner join items on visitor_weeks.item_id = items.item_id
    group by items.category_id, visitor_weeks.week_start_date
),

usual_prices as (
    select
        items.category_id,
        cast(date_trunc('week', order_lines.order_date) as date) as week_start_date,
        {{ middle_amount('order_lines.unit_price') }} as usual_price
    from {{ ref('order_lines') }} as order_lines
    inner join items on order_lines.item_id = items.item_id
    where order_lines.is_counted and order_lines.unit_price is not null
    group by items.category_id, cast(date_trunc('week', order_lines.order_date) as date)
),

category_weeks as (
    select
        sums.category_id,
        coalesce(category_names.category_name, sums.category_id) as category_name,
        sums.week_start_date,
        sums.is_complete,
        sums.item_count,
        sums.sold_item_count,
        coalesce(visitors.visitor_count, 0) as visitor_count,
        coalesce(orders.order_count, 0) as order_count,
        sums.unit_count,
        sums.return_unit_count,
        sums.gross_amount,
        sums.discount_amount,
        sums.return_amount,
        sums.net_amount,
        usual_prices.usual_price,
        sums.shelf_price,
        sums.stock_out_day_count
    from sums
    left join category_names on sums.category_id = category_names.category_id
    left join orders on sums.category_id = orders.category_id and sums.week_start_date = orders.week_start_date
    left join visitors on sums.category_id = visitors.category_id and sums.week_start_date = visitors.week_start_date
    left join usual_prices on sums.category_id = usual_prices.category_id and sums.week_start_date = usual_prices.week_start_date
)

select * from category_weeks
