-- One row per user: the most frequent channel, region and hour; ties go to the first in order.

with user_sessions as (
    select * from {{ ref('int_user_sessions') }}
),

orders as (
    select * from {{ ref('int_joined_orders') }}
    where is_counted and user_id is not null
),

observations as (
    select
        user_id,
        channel,
        region,
        start_hour as active_hour,
        0 as order_count,
        session_count
    from user_sessions

    union all

    select
        user_id,
        channel,
        region,
        order_hour as active_hour,
        1 as order_count,
        0 as session_count
    from orders
),

weighed as (
    select
        user_id,
        {{ grouped_trait({'channel': 'channel', 'region': 'region', 'hour': 'active_hour'}) }} as trait,
        coalesce(channel, region, lpad(cast(active_hour as string), 2, '0')) as trait_value,
        sum(order_count) as order_count,
        sum(session_count) as session_count
    from observations
    group by grouping sets ((user_id, channel), (user_id, region), (user_id, active_hour))  -- noqa: PRS
),

-- Orders show better than views where a user buys; sessions show best when a user comes.
user_habits as (
    select
        user_id,
        {{ favorite('channel', 'order_count', 'session_count') }} as favorite_channel,
        {{ favorite('region', 'order_count', 'session_count') }} as favorite_region,
        cast({{ favorite('hour', 'session_count', 'order_count') }} as bigint) as usual_hour
    from weighed
    where trait_value is not null
    group by user_id
)

select * from user_habits
