-- One row per shop day, channel and funnel step; a visitor's channel is that of the day's first event.
with user_days as (
    select * from {{ ref('user_days') }}
),

reached as (
    select
        event_date as activity_date,
        coalesce(channel, 'unknown') as channel,
        count(*) as day_visitor_count,
        count(first_view_at) as viewer_count,
        count(last_intent_at) as open_intent_count,
        count(last_checkout_at) as open_checkout_count,
        count(last_purchase_at) as open_purchase_count,
        -- The day's first view is before some act of a step exactly when it is before the last one.
        count(*) filter (where last_intent_at >= first_view_at) as intent_count,
        count(*) filter (where last_checkout_at >= first_view_at) as checkout_count,
        count(*) filter (where last_purchase_at >= first_view_at) as purchase_count
    from user_days
    group by 1, 2
),

steps (step_number, step) as (
    values (1, 'view'), (2, 'intent'), (3, 'checkout'), (4, 'purchase')
),

counted as (
    select
        reached.activity_date,
        reached.channel,
        steps.step,
        cast(steps.step_number as bigint) as step_number,
        case steps.step
            when 'view' then reached.viewer_count
            when 'intent' then reached.intent_count
            when 'checkout' then reached.checkout_count
            when 'purchase' then reached.purchase_count
        end as visitor_count,
        case steps.step
            when 'view' then reached.viewer_count
            when 'intent' then reached.open_intent_count
            when 'checkout' then reached.open_checkout_count
            when 'purchase' then reached.open_purchase_count
        end as open_visitor_count,
        reached.viewer_count,
        reached.day_visitor_count
    from reached
    cross join steps
),

funnel as (
    select
        activity_date,
        channel,
        step,
        step_number,
        visitor_count,
        open_visitor_count,
        {{ share('visitor_count', 'viewer_count') }} as viewer_share,
        {{ share('open_visitor_count', 'day_visitor_count') }} as open_visitor_share
    from counted
)

select * from funnel
