-- Wants something of a category: what the user searched for, viewed, marked, asked about and put into the cart, each fading as fast as interest
-- in the category does. A purchase ends it, but for what people buy again and again.

with searches as (
    select
        tag_dates.user_id,
        tag_dates.as_of_date,
        interests.category_id,
        interests.searched_at,
        min(interests.search_date) as activity_date,
        5.0 * sum(interests.search_share) as strength
    from {{ ref('int_search_interests') }} as interests
    inner join {{ ref('int_tag_dates') }} as tag_dates
        on
            interests.user_id = tag_dates.user_id
            and (tag_dates.is_today or interests.search_date <= tag_dates.as_of_date)
            and (tag_dates.is_today or coalesce(interests.first_signed_in_date <= tag_dates.as_of_date, true))
            and {{ days_between('interests.search_date', 'tag_dates.as_of_date') }} < 60
    group by tag_dates.user_id, tag_dates.as_of_date, interests.category_id, interests.searched_at
),

activity as (
    select
        user_id,
        as_of_date,
        category_id,
        activity_date,
        -- Reasoned, not tuned: a cart says as much as four views, and more than three views of an item on one day say no more.
        least(view_count, 3) + 3.0 * greatest(favorite_count - unfavorite_count, 0)
        + 4.0 * greatest(cart_count - remove_from_cart_count, 0) + 3.0 * consult_count as strength,
        {{ evidence_text('activity_date', 'item', 'item_id') }} as evidence
    from {{ ref('int_tag_interest') }}
    where category_id is not null
    union all
    select
        user_id,
        as_of_date,
        category_id,
        activity_date,
        strength,
        {{ evidence_text('activity_date', 'search', 'cast(searched_at as string)') }} as evidence
    from searches
),

purchases as (
    select
        user_id,
        as_of_date,
        category_id,
        max(bought_date) as bought_date
    from {{ tag_purchases() }} as bought
    group by user_id, as_of_date, category_id
),

wishes as (
    select
        activity.user_id,
        activity.as_of_date,
        activity.category_id,
        sum(
            activity.strength
            * power(0.5, {{ days_since('activity.activity_date', 'activity.as_of_date') }} / pace.half_life_days)
        ) as strength,
        {{ evidence_columns('activity.activity_date', 'activity.evidence') }}
    from activity
    inner join {{ ref('int_category_pace') }} as pace on activity.category_id = pace.category_id
    left join purchases
        on
            activity.user_id = purchases.user_id
            and activity.as_of_date = purchases.as_of_date
            and activity.category_id = purchases.category_id
    where
        activity.strength > 0
        and (pace.is_replenished or coalesce(activity.activity_date > purchases.bought_date, true))
    group by activity.user_id, activity.as_of_date, activity.category_id
),

weighed as (
    select
        *,
        -- A search of today alone is a half; equal strengths have equal weights on every machine.
        {{ rounded('strength / (strength + 5)') }} as weight
    from wishes
),

ranked as (
    select
        *,
        row_number() over (partition by user_id, as_of_date order by weight desc, category_id asc) as place
    from weighed
    where weight >= 0.2
)

select
    user_id,
    as_of_date,
    category_id as tag_value,
    weight,
    evidence_count,
    first_evidence_date,
    last_evidence_date,
    newest_evidence
from ranked
where place <= 5
