-- One row per user: the most frequent category, brand, channel, region and hour; ties go to the first in order.
{{ config(schema='staging') }}

with user_sessions as (
    select * from {{ ref('int_user_sessions') }}
),

orders as (
    select * from {{ ref('orders') }}
    where is_counted and user_id is not null
),

bought_lines as (
    select * from {{ ref('int_bought_lines') }}
),

seen_items as (
    select
        visitor_users.user_id,
        items.category_id,
        items.brand,
        user_items.event_count
    from {{ ref('user_items') }} as user_items
    inner join {{ ref('int_visitor_users') }} as visitor_users
        on user_items.visitor_id = visitor_users.visitor_id
    inner join {{ ref('current_items') }} as items on user_items.item_id = items.item_id
),

habits as (
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

tastes as (
    select
        user_id,
        category_id,
        brand,
        1 as line_count,
        0 as event_count
    from bought_lines

    union all

    select
        user_id,
        category_id,
        brand,
        0 as line_count,
        event_count
    from seen_items
),

-- What was bought says more than what was looked at; when a user comes is seen best in the sessions.
observations as (
    select
        user_id,
        'channel' as trait,
        channel as trait_value,
        order_count as weight,
        session_count as second_weight
    from habits

    union all

    select
        user_id,
        'region' as trait,
        region as trait_value,
        order_count as weight,
        session_count as second_weight
    from habits

    union all

    select
        user_id,
        'hour' as trait,
        lpad(cast(active_hour as string), 2, '0') as trait_value,
        session_count as weight,
        order_count as second_weight
    from habits

    union all

    select
        user_id,
        'category' as trait,
        category_id as trait_value,
        line_count as weight,
        event_count as second_weight
    from tastes

    union all

    select
        user_id,
        'brand' as trait,
        brand as trait_value,
        line_count as weight,
        event_count as second_weight
    from tastes
),

weighed as (
    select
        user_id,
        trait,
        trait_value,
        sum(weight) as weight,
        sum(second_weight) as second_weight
    from observations
    where trait_value is not null
    group by user_id, trait, trait_value
)

select
    user_id,
    {{ favorite('category') }} as favorite_category_id,
    {{ favorite('brand') }} as favorite_brand,
    {{ favorite('channel') }} as favorite_channel,
    {{ favorite('region') }} as favorite_region,
    cast({{ favorite('hour') }} as bigint) as usual_hour
from weighed
group by user_id
