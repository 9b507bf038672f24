-- One row per user with an order: what was ordered, returned and saved.

with orders as (
    select * from {{ ref('int_joined_orders') }}
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
        cast(sum(discount_amount) as decimal(18, 4)) as discount_amount,
        cast(sum(return_amount) as decimal(18, 4)) as return_amount,
        cast(sum(net_amount) as decimal(18, 4)) as net_amount,
        {{ whole_sum('margin_amount') }} as margin_amount,
        count(*) filter (where is_counted and is_discounted) as discounted_order_count,
        count(is_discounted) filter (where is_counted) as known_discount_count,
        {{ share(
            'sum(discount_amount) filter (where is_counted and is_discounted)',
            'sum(gross_amount) filter (where is_counted and is_discounted)'
        ) }} as discount_depth,
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

bought as (
    select
        user_id,
        count(distinct item_id) as bought_item_count,
        {{ rounded(middle('price_percentile')) }} as price_percentile
    from bought_lines
    group by user_id
),

user_orders as (
    select
        ordered.*,
        {{ share('ordered.discounted_order_count', 'ordered.known_discount_count') }} as discount_share,
        coalesce(bought.bought_item_count, 0) as bought_item_count,
        bought.price_percentile
    from ordered
    left join bought on ordered.user_id = bought.user_id
)

select * from user_orders
