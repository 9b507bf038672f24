-- One row per shop day, channel and region with any event, session or order.
with event_days as (
    select * from {{ ref('event_days') }}
),

sessions as (
    select * from {{ ref('sessions') }}
),

order_days as (
    -- An order whose lines were all refused sold nothing: its amounts are none, not unknown ones.
    select * from {{ ref('int_joined_order_days') }}
    where unit_count <> 0 or return_unit_count <> 0 or gross_amount is not null
),

all_orders as (
    select * from {{ ref('int_order_amounts') }}
),

daily_events as (
    select
        event_date as activity_date,
        coalesce(channel, 'unknown') as channel,
        coalesce(region, 'unknown') as region,
        sum(visitor_count) as visitor_count,
        sum(event_count) as event_count,
        sum(view_count) as view_count,
        sum(search_count) as search_count,
        sum(favorite_count) as favorite_count,
        sum(unfavorite_count) as unfavorite_count,
        sum(cart_count) as cart_count,
        sum(remove_from_cart_count) as remove_from_cart_count,
        sum(consult_count) as consult_count,
        sum(follow_count) as follow_count,
        sum(checkout_count) as checkout_count,
        sum(purchase_count) as purchase_count
    from event_days
    group by 1, 2, 3
),

daily_sessions as (
    select
        session_date as activity_date,
        coalesce(channel, 'unknown') as channel,
        coalesce(region, 'unknown') as region,
        count(*) as session_count,
        count(*) filter (where event_count = 1) as single_event_session_count,
        count(*) filter (where cart_count > 0) as cart_session_count,
        count(*) filter (where purchase_count > 0) as purchase_session_count
    from sessions
    group by 1, 2, 3
),

booked_days as (
    select
        *,
        is_counted and user_id is not null and row_number() over (
            partition by user_id, is_counted
            order by ordered_at, order_id
        ) = 1 as is_first_of_user
    from order_days
),

daily_orders as (
    select
        activity_date,
        coalesce(channel, 'unknown') as channel,
        coalesce(region, 'unknown') as region,
        count(*) filter (where is_counted) as order_count,
        count(*) filter (where is_counted and user_id is null) as guest_order_count,
        count(distinct user_id) filter (where is_counted) as buyer_count,
        count(*) filter (where is_first_of_user) as new_buyer_count,
        sum(unit_count) as unit_count,
        sum(return_unit_count) as return_unit_count,
        sum(gross_amount) as gross_amount,
        sum(discount_amount) as discount_amount,
        sum(return_amount) as return_amount,
        sum(net_amount) as net_amount,
        {{ whole_sum('margin_amount') }} as margin_amount
    from booked_days
    group by 1, 2, 3
),

-- What stands beside the orders that count, and what of the others might have come or went.
daily_order_totals as (
    select
        order_date as activity_date,
        coalesce(channel, 'unknown') as channel,
        coalesce(region, 'unknown') as region,
        sum(shipping_amount) filter (where counts_as = 'counted') as shipping_amount,
        sum(tax_amount) filter (where counts_as = 'counted') as tax_amount
        {%- for kind in ['cancelled', 'pending'] %},
        count(*) filter (where counts_as = '{{ kind }}') as {{ kind }}_order_count,
        sum(gross_amount - discount_amount) filter (where counts_as = '{{ kind }}') as {{ kind }}_amount
        {%- endfor %}
    from all_orders
    where counts_as in ('counted', 'cancelled', 'pending')
    group by 1, 2, 3
),

days as (
    select
        activity_date,
        channel,
        region
    from daily_events
    union
    select
        activity_date,
        channel,
        region
    from daily_sessions
    union
    select
        activity_date,
        channel,
        region
    from daily_orders
    union
    select
        activity_date,
        channel,
        region
    from daily_order_totals
),

daily_statistics as (
    select
        days.activity_date,
        days.channel,
        days.region,
        cast(coalesce(daily_events.visitor_count, 0) as bigint) as visitor_count,
        cast(coalesce(daily_sessions.session_count, 0) as bigint) as session_count,
        cast(coalesce(daily_events.event_count, 0) as bigint) as event_count,
        cast(coalesce(daily_events.view_count, 0) as bigint) as view_count,
        cast(coalesce(daily_events.search_count, 0) as bigint) as search_count,
        cast(coalesce(daily_events.favorite_count, 0) as bigint) as favorite_count,
        cast(coalesce(daily_events.unfavorite_count, 0) as bigint) as unfavorite_count,
        cast(coalesce(daily_events.cart_count, 0) as bigint) as cart_count,
        cast(coalesce(daily_events.remove_from_cart_count, 0) as bigint) as remove_from_cart_count,
        cast(coalesce(daily_events.consult_count, 0) as bigint) as consult_count,
        cast(coalesce(daily_events.follow_count, 0) as bigint) as follow_count,
        cast(coalesce(daily_events.checkout_count, 0) as bigint) as checkout_count,
        cast(coalesce(daily_events.purchase_count, 0) as bigint) as purchase_count,
        cast(coalesce(daily_orders.order_count, 0) as bigint) as order_count,
        cast(coalesce(daily_orders.guest_order_count, 0) as bigint) as guest_order_count,
        cast(coalesce(daily_orders.buyer_count, 0) as bigint) as buyer_count,
        cast(coalesce(daily_orders.new_buyer_count, 0) as bigint) as new_buyer_count,
        cast(coalesce(daily_orders.unit_count, 0) as bigint) as unit_count,
        cast(coalesce(daily_orders.return_unit_count, 0) as bigint) as return_unit_count,
        {{ amount_or_zero('daily_orders.activity_date', 'daily_orders.gross_amount') }} as gross_amount,
        {{ amount_or_zero('daily_orders.activity_date', 'daily_orders.discount_amount') }} as discount_amount,
        {{ amount_or_zero('daily_orders.activity_date', 'daily_orders.return_amount') }} as return_amount,
        {{ amount_or_zero('daily_orders.activity_date', 'daily_orders.net_amount') }} as net_amount,
        {{ amount_or_zero('daily_orders.activity_date', 'daily_orders.margin_amount') }} as margin_amount,
        cast(coalesce(daily_order_totals.shipping_amount, 0) as decimal(18, 4)) as shipping_amount,
        cast(coalesce(daily_order_totals.tax_amount, 0) as decimal(18, 4)) as tax_amount,
        {%- for kind in ['cancelled', 'pending'] %}
        cast(coalesce(daily_order_totals.{{ kind }}_order_count, 0) as bigint) as {{ kind }}_order_count,
        cast(coalesce(daily_order_totals.{{ kind }}_amount, 0) as decimal(18, 4)) as {{ kind }}_amount,
        {%- endfor %}
        {{ amount_per('daily_orders.gross_amount', 'nullif(daily_orders.order_count, 0)') }}
            as average_order_amount,
        {{ share('daily_sessions.single_event_session_count', 'daily_sessions.session_count') }}
            as bounce_share,
        {{ share('daily_sessions.cart_session_count', 'daily_sessions.session_count') }}
            as cart_session_share,
        {{ share('daily_sessions.purchase_session_count', 'daily_sessions.session_count') }}
            as purchase_session_share
    from days
    left join daily_events
        on
            days.activity_date = daily_events.activity_date
            and days.channel = daily_events.channel
            and days.region = daily_events.region
    left join daily_sessions
        on
            days.activity_date = daily_sessions.activity_date
            and days.channel = daily_sessions.channel
            and days.region = daily_sessions.region
    left join daily_orders
        on
            days.activity_date = daily_orders.activity_date
            and days.channel = daily_orders.channel
            and days.region = daily_orders.region
    left join daily_order_totals
        on
            days.activity_date = daily_order_totals.activity_date
            and days.channel = daily_order_totals.channel
            and days.region = daily_order_totals.region
)

select * from daily_statistics
