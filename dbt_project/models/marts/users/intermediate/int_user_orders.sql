-- One row per user with an order: what was ordered, returned and saved.
{{ config(schema='staging') }}

with orders as (
    select * from {{ ref('orders') }}
    where user_id is not null
),

order_discounts as (
    select * from {{ ref('int_order_discounts') }}
    where user_id is not null
),

bought_lines as (
    select * from {{ ref('int_bought_lines') }}
),

ordered as (
    select
        user_id,
        count(*) filter (where is_counted) as order_count,
        cast(sum(unit_count) as bigint) as unit_count,
        cast(sum(return_unit_count) as bigint) as return_unit_count,
        cast(sum(gross_amount) as decimal(18, 4)) as gross_amount,
        cast(sum(return_amount) as decimal(18, 4)) as return_amount,
        min(ordered_at) filter (where is_counted) as first_order_at,
        max(ordered_at) filter (where is_counted) as last_order_at,
        min(order_date) filter (where is_counted) as first_order_date,
        max(order_date) filter (where is_counted) as last_order_date,
        min(ordered_at) as first_seen_at,
        max(ordered_at) as last_seen_at,
        min(order_date) as first_seen_date,
        max(order_date) as last_seen_date
    from orders
    group by user_id
),

discounted as (
    select
        user_id,
        count(*) filter (where discount_amount > 0) as discounted_order_count,
        count(discount_amount) as known_discount_count,
        cast(sum(discount_amount) as decimal(18, 4)) as discount_amount,
        {{ share(
            'sum(discount_amount) filter (where discount_amount > 0)',
            'sum(gross_amount) filter (where discount_amount > 0)'
        ) }} as discount_depth
    from order_discounts
    group by user_id
),

bought as (
    select
        user_id,
        count(distinct item_id) as bought_item_count,
        round(median(price_percentile), 6) as price_percentile
    from bought_lines
    group by user_id
),

user_orders as (
    select
        ordered.*,
        coalesce(discounted.discounted_order_count, 0) as discounted_order_count,
        discounted.discount_amount,
        {{ share('discounted.discounted_order_count', 'discounted.known_discount_count') }} as discount_share,
        discounted.discount_depth,
        coalesce(bought.bought_item_count, 0) as bought_item_count,
        bought.price_percentile
    from ordered
    left join discounted on ordered.user_id = discounted.user_id
    left join bought on ordered.user_id = bought.user_id
)

select * from user_orders
