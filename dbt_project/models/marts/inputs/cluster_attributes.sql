-- One row per user with an order and recent as-of date by which it was made: what clusters are made of.
{{ config(materialized='table') }}

with attribute_dates as (
    select * from {{ ref('int_as_of_dates') }}
    where months_back <= 2
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
        activity.session_count,
        activity.view_count,
        ordered.discount_share,
        priced.price_percentile
    from ordered
    inner join {{ ref('int_user_activity_dates') }} as activity
        on ordered.as_of_date = activity.as_of_date and ordered.user_id = activity.user_id
    left join priced
        on ordered.as_of_date = priced.as_of_date and ordered.user_id = priced.user_id
    where ordered.order_count > 0
)

select * from user_attributes
