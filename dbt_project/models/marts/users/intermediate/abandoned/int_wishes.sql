-- One row per known user and product of which the user's last wish (a cart or favourite event) can be judged: wish_days have passed since then.

with wished as (
    select
        user_id,
        item_id,
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
        wished.wished_date,
        wished.load_date,
        cast(wished.wished_date + interval {{ var('wish_days') }} day as date) as deadline_date
    from wished
    cross join {{ ref('as_of') }} as as_of
    where
        wished.wished_date > as_of.as_of_date - interval {{ var('abandoned_days') }} day
        and wished.wished_date + interval {{ var('wish_days') }} day <= as_of.as_of_date
),

bought_before as (
    select
        judged.user_id,
        judged.item_id,
        max(purchases.bought_date) as bought_date
    from judged
    inner join {{ ref('int_user_item_purchases') }} as purchases
        on
            judged.user_id = purchases.user_id
            and judged.item_id = purchases.item_id
            and judged.wished_date > purchases.bought_date
    group by judged.user_id, judged.item_id
),

-- A cart that was bought is no longer wished for, and says nothing of what kind a later wish is.
kinds as (
    select
        judged.user_id,
        judged.item_id,
        case when sum(days.cart_count) > 0 then 'cart' else 'favorite' end as wish_kind
    from judged
    inner join {{ ref('int_user_item_days') }} as days
        on
            judged.user_id = days.user_id
            and judged.item_id = days.item_id
            and judged.wished_date >= days.activity_date
    left join bought_before on judged.user_id = bought_before.user_id and judged.item_id = bought_before.item_id
    where coalesce(days.activity_date > bought_before.bought_date, true)
    group by judged.user_id, judged.item_id
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

-- What was done with it from the day of the wish on, by the wish's own kind.
undone as (
    select
        judged.user_id,
        judged.item_id,
        judged.wished_date,
        days.activity_date,
        case kinds.wish_kind when 'cart' then days.cart_count else days.favorite_count end as wish_count,
        case kinds.wish_kind when 'cart' then days.remove_from_cart_count else days.unfavorite_count end as removal_count
    from judged
    inner join kinds on judged.user_id = kinds.user_id and judged.item_id = kinds.item_id
    inner join {{ ref('int_user_item_days') }} as days
        on
            judged.user_id = days.user_id
            and judged.item_id = days.item_id
            and judged.wished_date <= days.activity_date
),

-- What was put in and taken out on one day has no order: it is gone where it was taken out as often.
removed as (
    select
        user_id,
        item_id,
        max(activity_date) as removed_date
    from undone
    where removal_count > 0 and (activity_date > wished_date or removal_count >= wish_count)
    group by user_id, item_id
)

select
    judged.user_id,
    judged.item_id,
    items.category_id,
    kinds.wish_kind,
    judged.wished_date,
    judged.deadline_date,
    judged.load_date,
    bought.bought_date,
    coalesce(bought.bought_date <= judged.deadline_date, false) as is_bought,
    removed.removed_date
from judged
inner join kinds on judged.user_id = kinds.user_id and judged.item_id = kinds.item_id
left join {{ ref('current_items') }} as items on judged.item_id = items.item_id
left join bought on judged.user_id = bought.user_id and judged.item_id = bought.item_id
left join removed on judged.user_id = removed.user_id and judged.item_id = removed.item_id
where coalesce(items.is_product, true)
