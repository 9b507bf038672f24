-- One row per wish with the evidence of each reason for which it may have been left; those that were bought have some by coincidence, too.

with wishes as (
    select * from {{ ref('int_wishes') }}
),

items as (
    select * from {{ ref('current_items') }}
),

prices as (
    select * from {{ ref('int_wish_prices') }}
),

-- The user met an empty shelf: on the day of the wish, or at the last look.
stock_outs as (
    select
        wishes.user_id,
        wishes.item_id,
        min(stock_outs.from_date) as sold_out_from_date
    from wishes
    inner join prices on wishes.user_id = prices.user_id and wishes.item_id = prices.item_id
    inner join {{ ref('int_item_stock_outs') }} as stock_outs
        on
            wishes.item_id = stock_outs.item_id
            and (
                (wishes.wished_date >= stock_outs.from_date and coalesce(wishes.wished_date < stock_outs.until_date, true))
                or (prices.last_look_date >= stock_outs.from_date and coalesce(prices.last_look_date < stock_outs.until_date, true))
            )
    group by wishes.user_id, wishes.item_id
),

category_purchases as (
    select
        purchases.user_id,
        items.category_id,
        purchases.item_id,
        purchases.order_id,
        purchases.bought_date
    from {{ ref('int_user_item_purchases') }} as purchases
    inner join items on purchases.item_id = items.item_id
    where items.is_product
),

other_purchases as (
    select
        wishes.user_id,
        wishes.item_id,
        purchases.item_id as other_item_id,
        purchases.order_id as other_order_id,
        purchases.bought_date as other_bought_date,
        row_number() over (
            partition by wishes.user_id, wishes.item_id
            order by purchases.bought_date, purchases.order_id nulls last, purchases.item_id
        ) as place
    from wishes
    inner join category_purchases as purchases
        on
            wishes.user_id = purchases.user_id
            and wishes.category_id = purchases.category_id
            and wishes.item_id <> purchases.item_id
            and purchases.bought_date between wishes.wished_date and wishes.deadline_date
),

category_views as (
    select
        days.user_id,
        items.category_id,
        days.item_id,
        days.activity_date
    from {{ ref('int_user_item_days') }} as days
    inner join items on days.item_id = items.item_id
    where days.view_count > 0 and items.is_product
),

compared as (
    select
        wishes.user_id,
        wishes.item_id,
        count(distinct category_views.item_id) as compared_item_count
    from wishes
    inner join category_views
        on
            wishes.user_id = category_views.user_id
            and wishes.category_id = category_views.category_id
            and wishes.item_id <> category_views.item_id
            and category_views.activity_date between wishes.wished_date and wishes.deadline_date
    group by wishes.user_id, wishes.item_id
),

order_days as (
    select distinct
        user_id,
        order_date
    from {{ ref('int_joined_orders') }}
    where is_counted and user_id is not null
),

-- Days on which the user began a checkout and ended none.
left_checkouts as (
    select
        days.user_id,
        days.event_date
    from {{ ref('int_known_days') }} as days
    left join order_days on days.user_id = order_days.user_id and days.event_date = order_days.order_date
    where order_days.user_id is null
    group by days.user_id, days.event_date
    having sum(days.checkout_count) > 0 and sum(days.purchase_count) = 0
),

checkouts as (
    select
        wishes.user_id,
        wishes.item_id,
        min(left_checkouts.event_date) as checkout_date
    from wishes
    inner join left_checkouts
        on
            wishes.user_id = left_checkouts.user_id
            and left_checkouts.event_date between wishes.wished_date and wishes.deadline_date
    where wishes.wish_kind = 'cart'
    group by wishes.user_id, wishes.item_id
),

begun_checkouts as (
    select distinct
        wishes.user_id,
        wishes.item_id
    from wishes
    inner join {{ ref('int_known_days') }} as days
        on
            wishes.user_id = days.user_id
            and days.event_date between wishes.wished_date and wishes.deadline_date
    where days.checkout_count > 0
)

select
    wishes.user_id,
    wishes.item_id,
    wishes.category_id,
    wishes.wish_kind,
    wishes.wished_date,
    wishes.deadline_date,
    wishes.load_date,
    wishes.bought_date,
    wishes.is_bought,
    wishes.removed_date,
    prices.last_look_date,
    prices.seen_price,
    prices.earlier_look_date,
    prices.earlier_price,
    prices.paid_line_count,
    prices.price_place,
    prices.highest_paid_place,
    stock_outs.sold_out_from_date,
    other_purchases.other_item_id,
    other_purchases.other_order_id,
    other_purchases.other_bought_date,
    coalesce(compared.compared_item_count, 0) as compared_item_count,
    checkouts.checkout_date,
    stock_outs.user_id is not null as is_out_of_stock,
    other_purchases.user_id is not null as is_bought_other,
    checkouts.user_id is not null as is_left_at_checkout,
    prices.has_risen as is_price_rose,
    -- Of fewer than three purchases nobody knows a band.
    coalesce(prices.paid_line_count >= 3 and prices.price_place > prices.highest_paid_place, false) as is_price_above_band,
    coalesce(compared.compared_item_count >= 2, false) as is_comparing,
    prices.look_day_count = 1 and begun_checkouts.user_id is null as is_looking
from wishes
inner join prices on wishes.user_id = prices.user_id and wishes.item_id = prices.item_id
left join stock_outs on wishes.user_id = stock_outs.user_id and wishes.item_id = stock_outs.item_id
left join other_purchases
    on
        wishes.user_id = other_purchases.user_id
        and wishes.item_id = other_purchases.item_id
        and other_purchases.place = 1
left join compared on wishes.user_id = compared.user_id and wishes.item_id = compared.item_id
left join checkouts on wishes.user_id = checkouts.user_id and wishes.item_id = checkouts.item_id
left join begun_checkouts on wishes.user_id = begun_checkouts.user_id and wishes.item_id = begun_checkouts.item_id
