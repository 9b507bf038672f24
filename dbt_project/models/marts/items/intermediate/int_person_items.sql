-- One row per person (a user, else a visitor) and product viewed or bought: when first, when again.

with known_items as (
    select * from {{ ref('int_known_items') }}
),

items as (
    select * from {{ ref('current_items') }}
),

views as (
    select
        coalesce('user ' || known_items.user_id, 'visitor ' || known_items.visitor_id) as person,
        known_items.item_id,
        {{ shop_time('known_items.source', 'known_items.first_event_at') }} as viewed_at_local
    from known_items
    left join items on known_items.item_id = items.item_id
    where known_items.view_count > 0 and coalesce(items.is_product, true)
),

viewed as (
    select
        person,
        item_id,
        cast(min(viewed_at_local) as date) as first_viewed_date
    from views
    group by person, item_id
),

bought as (
    select
        'user ' || user_id as person,
        item_id,
        order_date
    from {{ ref('purchase_days') }}
),

purchases as (
    select
        person,
        item_id,
        min(order_date) as first_bought_date,
        max(order_date) as last_bought_date
    from bought
    group by person, item_id
),

first_dates as (
    select
        coalesce(viewed.person, purchases.person) as person,
        coalesce(viewed.item_id, purchases.item_id) as item_id,
        viewed.first_viewed_date,
        purchases.first_bought_date,
        purchases.last_bought_date
    from viewed
    full outer join purchases
        on viewed.person = purchases.person and viewed.item_id = purchases.item_id
),

later_dates as (
    select
        bought.person,
        bought.item_id,
        min(bought.order_date) filter (where bought.order_date >= first_dates.first_viewed_date) as converted_date,
        min(bought.order_date) filter (where bought.order_date > first_dates.first_bought_date) as second_bought_date
    from bought
    inner join first_dates on bought.person = first_dates.person and bought.item_id = first_dates.item_id
    group by bought.person, bought.item_id
),

persons as (
    select
        person,
        cast(row_number() over (order by person) as integer) as person_number
    from first_dates
    group by person
)

select
    persons.person_number,
    first_dates.item_id,
    first_dates.first_viewed_date,
    later_dates.converted_date,
    first_dates.first_bought_date,
    later_dates.second_bought_date,
    first_dates.last_bought_date
from first_dates
inner join persons on first_dates.person = persons.person
left join later_dates on first_dates.person = later_dates.person and first_dates.item_id = later_dates.item_id
