-- One row per shop day, hour and channel with any event, session or order.
with event_hours as (
    select * from {{ ref('event_hours') }}
),

sessions as (
    select * from {{ ref('sessions') }}
),

orders as (
    select * from {{ ref('int_joined_orders') }}
),

hourly_events as (
    select
        event_date as activity_date,
        cast(event_hour as bigint) as activity_hour,
        coalesce(channel, 'unknown') as channel,
        sum(visitor_count) as visitor_count,
        sum(event_count) as event_count,
        sum(view_count) as view_count,
        sum(search_count) as search_count,
        sum(favorite_count) as favorite_count,
        sum(cart_count) as cart_count,
        sum(checkout_count) as checkout_count,
        sum(purchase_count) as purchase_count
    from event_hours
    group by 1, 2, 3
),

hourly_sessions as (
    select
        session_date as activity_date,
        cast(start_hour as bigint) as activity_hour,
        coalesce(channel, 'unknown') as channel,
        count(*) as session_count
    from sessions
    group by 1, 2, 3
),

hourly_orders as (
    select
        order_date as activity_date,
        cast(order_hour as bigint) as activity_hour,
        coalesce(channel, 'unknown') as channel,
        count(*) filter (where is_counted) as order_count,
        count(distinct user_id) filter (where is_counted) as buyer_count,
        sum(unit_count) as unit_count
        {%- for column in ['gross_amount', 'discount_amount', 'return_amount', 'net_amount'] %},
        -- An order whose lines were all refused sold nothing: its amounts are none, not unknown ones.
        sum(case when line_count = 0 then 0 else {{ column }} end) as {{ column }}
        {%- endfor %}
    from orders
    group by 1, 2, 3
),

hours as (
    select
        activity_date,
        activity_hour,
        channel
    from hourly_events
    union
    select
        activity_date,
        activity_hour,
        channel
    from hourly_sessions
    union
    select
        activity_date,
        activity_hour,
        channel
    from hourly_orders
),

hourly_statistics as (
    select
        hours.activity_date,
        hours.activity_hour,
        hours.channel,
        cast(coalesce(hourly_events.visitor_count, 0) as bigint) as visitor_count,
        cast(coalesce(hourly_sessions.session_count, 0) as bigint) as session_count,
        cast(coalesce(hourly_events.event_count, 0) as bigint) as event_count,
        cast(coalesce(hourly_events.view_count, 0) as bigint) as view_count,
        cast(coalesce(hourly_events.search_count, 0) as bigint) as search_count,
        cast(coalesce(hourly_events.favorite_count, 0) as bigint) as favorite_count,
        cast(coalesce(hourly_events.cart_count, 0) as bigint) as cart_count,
        cast(coalesce(hourly_events.checkout_count, 0) as bigint) as checkout_count,
        cast(coalesce(hourly_events.purchase_count, 0) as bigint) as purchase_count,
        cast(coalesce(hourly_orders.order_count, 0) as bigint) as order_count,
        cast(coalesce(hourly_orders.buyer_count, 0) as bigint) as buyer_count,
        cast(coalesce(hourly_orders.unit_count, 0) as bigint) as unit_count,
        {{ amount_or_zero('hourly_orders.activity_date', 'hourly_orders.gross_amount') }} as gross_amount,
        {{ amount_or_zero('hourly_orders.activity_date', 'hourly_orders.discount_amount') }} as discount_amount,
        {{ amount_or_zero('hourly_orders.activity_date', 'hourly_orders.return_amount') }} as return_amount,
        {{ amount_or_zero('hourly_orders.activity_date', 'hourly_orders.net_amount') }} as net_amount
    from hours
    left join hourly_events
        on
            hours.activity_date = hourly_events.activity_date
            and hours.activity_hour = hourly_events.activity_hour
            and hours.channel = hourly_events.channel
    left join hourly_sessions
        on
            hours.activity_date = hourly_sessions.activity_date
            and hours.activity_hour = hourly_sessions.activity_hour
            and hours.channel = hourly_sessions.channel
    left join hourly_orders
        on
            hours.activity_date = hourly_orders.activity_date
            and hours.activity_hour = hourly_orders.activity_hour
            and hours.channel = hourly_orders.channel
)

select * from hourly_statistics
