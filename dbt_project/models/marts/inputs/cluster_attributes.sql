-- One row per user with an order and recent as-of date by which it was made: what clusters are made of.
{{ config(materialized='table') }}

with attribute_dates as (
    select * from {{ ref('int_as_of_dates') }}
    where months_back <= 2
),

visitor_users as (
    select * from {{ ref('int_visitor_user_dates') }}
),

orders as (
    select
        attribute_dates.as_of_date,
        orders.*
    from {{ ref('int_joined_orders') }} as orders
    inner join attribute_dates on orders.order_date <= attribute_dates.last_date
    where orders.user_id is not null
),

-- Who signed in, else who does at or next after the first click, as was known at the date.
days as (
    select
        attribute_dates.as_of_date,
        coalesce(accounts.user_id, visitor_days.user_id, visitor_users.user_id) as user_id,
        visitor_days.event_date as activity_date,
        visitor_days.view_count
    from {{ ref('int_visitor_days') }} as visitor_days
    inner join attribute_dates on visitor_days.event_date <= attribute_dates.last_date
    left join visitor_users
        on
            attribute_dates.as_of_date = visitor_users.as_of_date
            and visitor_days.visitor_id = visitor_users.visitor_id
            and visitor_days.first_event_at > visitor_users.after_at
            and visitor_days.first_event_at <= visitor_users.until_at
    left join {{ ref('int_user_accounts') }} as accounts on visitor_days.user_id = accounts.account_id
),

sessions as (
    select
        attribute_dates.as_of_date,
        coalesce(accounts.user_id, sessions.user_id, visitor_users.user_id) as user_id,
        count(*) as session_count
    from {{ ref('sessions') }} as sessions
    inner join attribute_dates on sessions.session_date <= attribute_dates.last_date
    left join visitor_users
        on
            attribute_dates.as_of_date = visitor_users.as_of_date
            and sessions.visitor_id = visitor_users.visitor_id
            and sessions.started_at > visitor_users.after_at
            and sessions.started_at <= visitor_users.until_at
    left join {{ ref('int_user_accounts') }} as accounts on sessions.user_id = accounts.account_id
    group by 1, 2
),

active_dates as (
    select
        as_of_date,
        user_id,
        activity_date,
        view_count
    from days

    union all

    select
        as_of_date,
        user_id,
        order_date as activity_date,
        0 as view_count
    from orders
),

active_days as (
    select
        as_of_date,
        user_id,
        activity_date,
        sum(view_count) as view_count
    from active_dates
    where user_id is not null
    group by 1, 2, 3
),

activity as (
    select
        as_of_date,
        user_id,
        count(*) as active_day_count,
        cast(sum(view_count) as bigint) as view_count
    from active_days
    group by 1, 2
),

-- By the day on which things were sold and came back: a return of later was not known at the date.
ordered as (
    select
        attribute_dates.as_of_date,
        order_days.user_id,
        count(*) filter (where order_days.is_counted) as order_count,
        cast(sum(order_days.unit_count) as bigint) as unit_count,
        sum(order_days.gross_amount) as gross_amount,
        sum(order_days.net_amount) as net_amount,
        max(order_days.activity_date) filter (where order_days.is_counted) as last_order_date,
        {{ share('count(*) filter (where order_days.is_discounted)', 'count(order_days.is_discounted)') }} as discount_share
    from {{ ref('int_joined_order_days') }} as order_days
    inner join attribute_dates on order_days.activity_date <= attribute_dates.last_date
    where order_days.user_id is not null
    group by 1, 2
),

priced as (
    select
        attribute_dates.as_of_date,
        order_lines.user_id,
        {{ rounded(middle('price_levels.price_percentile')) }} as price_percentile
    from {{ ref('int_joined_order_lines') }} as order_lines
    inner join attribute_dates on order_lines.order_date <= attribute_dates.last_date
    left join {{ ref('current_items') }} as items on order_lines.item_id = items.item_id
    inner join {{ ref('int_price_level_dates') }} as price_levels
        on
            attribute_dates.as_of_date = price_levels.as_of_date
            and items.category_id is not distinct from price_levels.category_id
            and order_lines.unit_price = price_levels.price
    where
        order_lines.is_counted
        and order_lines.user_id is not null
        and coalesce(items.is_product, true)
    group by 1, 2
),

user_attributes as (
    select
        ordered.user_id,
        ordered.as_of_date,
        {{ days_since('ordered.last_order_date', 'ordered.as_of_date') }} as recency_days,
        ordered.order_count,
        ordered.unit_count,
        cast(ordered.net_amount as decimal(18, 4)) as net_amount,
        {{ amount_per('ordered.gross_amount', 'ordered.order_count') }} as average_order_amount,
        activity.active_day_count,
        coalesce(sessions.session_count, 0) as session_count,
        activity.view_count,
        ordered.discount_share,
        priced.price_percentile
    from ordered
    inner join activity
        on ordered.as_of_date = activity.as_of_date and ordered.user_id = activity.user_id
    left join sessions
        on ordered.as_of_date = sessions.as_of_date and ordered.user_id = sessions.user_id
    left join priced
        on ordered.as_of_date = priced.as_of_date and ordered.user_id = priced.user_id
    where ordered.order_count > 0
)

select * from user_attributes
