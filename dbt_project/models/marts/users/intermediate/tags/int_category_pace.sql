-- One row per category with a product seen or bought: how fast interest in it fades, and whether its items are bought again and again.

with items as (
    select * from {{ ref('current_items') }}
    where category_id is not null
),

purchase_days as (
    select * from {{ ref('purchase_days') }}
),

persons as (
    select
        items.category_id,
        {{ days_between('person_items.first_viewed_date', 'person_items.converted_date') }} as decision_days
    from {{ ref('int_person_items') }} as person_items
    inner join items on person_items.item_id = items.item_id
),

interests as (
    select
        category_id,
        -- What takes long to decide is wanted long: of those who slept on it, half have decided after .69 times the mean. What is bought on the
        -- first day says nothing of how long others want it. Few decisions are drawn to what searches fade by.
        {{ rounded(
            'least(45, greatest(3, (20.0 * ' ~ var('search_half_life_days')
            ~ ' + 0.69 * coalesce(sum(decision_days) filter (where decision_days > 0), 0)) / (20 + count(*) filter (where decision_days > 0))))'
        ) }} as half_life_days
    from persons
    group by category_id
),

user_days as (
    select
        user_id,
        order_date,
        row_number() over (partition by user_id order by order_date) = 1 as is_first,
        row_number() over (partition by user_id order by order_date desc) - 1 as later_days
    from (select distinct user_id, order_date from purchase_days) as order_days
),

shop as (
    select sum(later_days) as later_days
    from user_days
    where is_first
),

first_purchases as (
    select
        user_id,
        item_id,
        min(order_date) as order_date,
        count(*) - 1 as again_days
    from purchase_days
    group by user_id, item_id
),

bought_items as (
    select
        first_purchases.item_id,
        sum(first_purchases.again_days) as again_days,
        sum(user_days.later_days) as later_days,
        count(*) filter (where not user_days.is_first) as newcomers
    from first_purchases
    inner join user_days on first_purchases.user_id = user_days.user_id and first_purchases.order_date = user_days.order_date
    group by first_purchases.item_id
),

-- How much oftener a later day of its buyers holds the item again than one of all others holds it for the first time, which chance and
-- popularity explain. A hundred days say as much of an item as more do.
repeats as (
    select
        items.category_id,
        cast(bought_items.again_days as double) / bought_items.later_days
        - coalesce(cast(bought_items.newcomers as double) / nullif(shop.later_days - bought_items.later_days, 0), 0) as excess,
        least(bought_items.later_days, 100) as weight
    from bought_items
    inner join items on bought_items.item_id = items.item_id
    cross join shop
    where bought_items.later_days > 0
),

-- An item that nobody bought again is added.
used_up as (
    select category_id
    from repeats
    group by category_id
    having {{ share('sum(weight * excess)', 'sum(weight) + 100') }} >= 0.04
)

select
    interests.category_id,
    interests.half_life_days,
    used_up.category_id is not null as is_replenished
from interests
left join used_up on interests.category_id = used_up.category_id
