-- One row per known user and product of which the user's last wish (a cart or favourite event) can be judged: wish_days have passed since then.

with wished as (
    select
        user_id,
        item_id,
        case when sum(cart_count) > 0 then 'cart' else 'favorite' end as wish_kind,
        max(activity_date) as wished_date,
        max_by(load_date, activity_date) filter (where load_date is not null) as load_date
    from {{ ref('int_user_item_days') }}
    where cart_count + favorite_count > 0
    group by user_id, item_id
),

judged as (
    select
        wished.user_id,
        wished.item_id,
        wished.wish_kind,
        wished.wished_date,
        wished.load_date,
        cast(wished.wished_date + interval {{ var('wish_days') }} day as date) as deadline_date
    from wished
    cross join {{ ref('as_of') }} as as_of
    where
        wished.wished_date > as_of.as_of_date - interval {{ var('abandoned_days') }} day
        and wished.wished_date + interval {{ var('wish_days') }} day <= as_of.as_of_date
),

bought as (
    select
        judged.user_id,
        judged.item_id,
        min(purchases.bought_date) as bought_date
    from judged
    inner join {{ ref('int_user_item_purchases') }} as purchases
        on
            judged.user_id = purchases.user_id
            and judged.item_id = purchases.item_id
            and judged.wished_date <= purchases.bought_date
    group by judged.user_id, judged.item_id
),

removed as (
    select
        judged.user_id,
        judged.item_id,
        max(days.activity_date) as removed_date
    from judged
    inner join {{ ref('int_user_item_days') }} as days
        on
            judged.user_id = days.user_id
            and judged.item_id = days.item_id
            and judged.wished_date <= days.activity_date
    where days.removal_count > 0
    group by judged.user_id, judged.item_id
)

select
    judged.user_id,
    judged.item_id,
    items.category_id,
    judged.wish_kind,
    judged.wished_date,
    judged.deadline_date,
    judged.load_date,
    bought.bought_date,
    coalesce(bought.bought_date <= judged.deadline_date, false) as is_bought,
    removed.removed_date
from judged
left join {{ ref('current_items') }} as items on judged.item_id = items.item_id
left join bought on judged.user_id = bought.user_id and judged.item_id = bought.item_id
left join removed on judged.user_id = removed.user_id and judged.item_id = removed.item_id
where coalesce(items.is_product, true)
