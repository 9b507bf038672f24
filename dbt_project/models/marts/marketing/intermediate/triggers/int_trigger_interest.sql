-- One row per user and product that the user met in the last 60 days: what the user did with it and when last, and when it or its like was bought.
{%- set wishes = ['cart', 'favorite', 'consult'] %}

with days as (
    select
        days.user_id,
        days.item_id,
        items.category_id,
        coalesce(items.name, days.item_id) as item_name,
        days.activity_date,
        days.view_count,
        days.cart_count,
        days.favorite_count,
        days.consult_count,
        {{ is_put_away('days') }} as is_put_away,
        days.first_event_at,
        days.last_event_at
    from {{ ref('int_user_item_days') }} as days
    inner join {{ ref('item_facts') }} as items on days.item_id = items.item_id
    cross join {{ ref('as_of') }} as as_of
    where items.is_product and {{ days_between('days.activity_date', 'as_of.as_of_date') }} < 60
),

looks as (
    select
        user_id,
        item_id,
        min(category_id) as category_id,
        min(item_name) as item_name,
        max(activity_date) as last_look_date,
        max(last_event_at) as last_look_at,
        max(case when is_put_away then activity_date end) as removed_date,
        -- The weights of the tag wants_category.
        cast(sum(least(view_count, 3) + 3 * favorite_count + 4 * cart_count + 3 * consult_count) as bigint) as strength
    from days
    group by user_id, item_id
),

-- Few days hold more than views, so only these are ranked.
wish_days as (
    select
        *,
        {%- for wish in wishes %}
        row_number() over (
            partition by user_id, item_id, {{ wish }}_count > 0
            order by activity_date desc
        ) as {{ wish }}_place{{ ',' if not loop.last }}
        {%- endfor %}
    from days
    where cart_count + favorite_count + consult_count > 0
),

wishes as (
    select
        user_id,
        item_id,
        {%- for wish in wishes %}
        max(case when {{ wish }}_count > 0 then activity_date end) as {{ wish }}_date,
        -- Of its events the day alone is known, so it began with the first that the user did with the item then.
        max(case when {{ wish }}_count > 0 then first_event_at end) as {{ wish }}_at,
        count(*) filter (where {{ wish }}_count > 0) as {{ wish }}_day_count,
        {{ newest_keys(
            'case when ' ~ wish ~ '_count > 0 then ' ~ event_key('activity_date', 'item_id') ~ ' end', wish ~ '_place'
        ) }} as {{ wish }}_keys{{ ',' if not loop.last }}
        {%- endfor %}
    from wish_days
    group by user_id, item_id
),

item_purchases as (
    select
        user_id,
        item_id,
        max(bought_date) as bought_date
    from {{ ref('int_trigger_purchases') }}
    group by user_id, item_id
),

category_purchases as (
    select
        user_id,
        category_id,
        max(bought_date) as bought_date
    from {{ ref('int_trigger_purchases') }}
    where category_id is not null
    group by user_id, category_id
)

select
    looks.user_id,
    looks.item_id,
    looks.category_id,
    looks.item_name,
    looks.last_look_date,
    looks.last_look_at,
    looks.removed_date,
    looks.strength,
    {%- for wish in wishes %}
    wishes.{{ wish }}_date,
    wishes.{{ wish }}_at,
    wishes.{{ wish }}_day_count,
    wishes.{{ wish }}_keys,
    {%- endfor %}
    item_purchases.bought_date as item_bought_date,
    coalesce(category_purchases.bought_date, item_purchases.bought_date) as like_bought_date
from looks
left join wishes on looks.user_id = wishes.user_id and looks.item_id = wishes.item_id
left join item_purchases on looks.user_id = item_purchases.user_id and looks.item_id = item_purchases.item_id
left join category_purchases on looks.user_id = category_purchases.user_id and looks.category_id = category_purchases.category_id
