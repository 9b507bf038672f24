-- One row per user: the most frequent category and brand; ties go to the first in order.

with bought_lines as (
    select * from {{ ref('int_bought_lines') }}
),

seen_items as (
    select
        known_items.user_id,
        items.category_id,
        items.brand,
        known_items.event_count
    from {{ ref('int_known_items') }} as known_items
    inner join {{ ref('current_items') }} as items on known_items.item_id = items.item_id
    where known_items.user_id is not null
),

observations as (
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

weighed as (
    select
        user_id,
        {{ grouped_trait({'category': 'category_id', 'brand': 'brand'}) }} as trait,
        coalesce(category_id, brand) as trait_value,
        sum(line_count) as line_count,
        sum(event_count) as event_count
    from observations
    group by grouping sets ((user_id, category_id), (user_id, brand))  -- noqa: PRS
),

-- Purchases count more than views.
user_tastes as (
    select
        user_id,
        {{ favorite('category', 'line_count', 'event_count') }} as favorite_category_id,
        {{ favorite('brand', 'line_count', 'event_count') }} as favorite_brand
    from weighed
    where trait_value is not null
    group by user_id
)

select * from user_tastes
