-- One row per item that the catalogue, an event or an order names.
{%- set recent_days = [7, 30, 90] %}
with as_of as (
    select * from {{ ref('as_of') }}
),

items as (
    select * from {{ ref('current_items') }}
),

category_paths as (
    select * from {{ ref('int_category_paths') }}
),

item_prices as (
    select * from {{ ref('int_item_prices') }}
),

item_names as (
    select * from {{ ref('int_item_names') }}
),

behavior as (
    select
        item_id,
        count(distinct visitor_id) as visitor_count,
        cast(sum(event_count) as bigint) as event_count,
        cast(sum(view_count) as bigint) as view_count,
        cast(sum(favorite_count) as bigint) as favorite_count,
        cast(sum(unfavorite_count) as bigint) as unfavorite_count,
        cast(sum(cart_count) as bigint) as cart_count,
        cast(sum(remove_from_cart_count) as bigint) as remove_from_cart_count,
        cast(sum(consult_count) as bigint) as consult_count,
        cast(sum(purchase_count) as bigint) as purchase_count,
        count(distinct visitor_id) filter (where purchase_count > 0) as purchase_visitor_count,
        min(first_event_at) as first_event_at,
        max(last_event_at) as last_event_at
    from {{ ref('user_items') }}
    group by item_id
),

sales as (
    select
        item_id,
        count(distinct order_id) filter (where is_counted) as order_count,
        count(distinct user_id) filter (where is_counted) as buyer_count,
        cast(sum(case when is_counted then quantity else 0 end) as bigint) as unit_count,
        cast(sum(case when is_return then -quantity else 0 end) as bigint) as return_unit_count,
        sum(gross_amount) as gross_amount,
        sum(discount_amount) as discount_amount,
        sum(return_amount) as return_amount,
        sum(net_amount) as net_amount,
        {{ whole_sum('margin_amount') }} as margin_amount,
        min(ordered_at) filter (where is_counted) as first_sold_at,
        max(ordered_at) filter (where is_counted) as last_sold_at,
        min(order_date) filter (where is_counted) as first_sold_date,
        max(order_date) filter (where is_counted) as last_sold_date
    from {{ ref('int_joined_order_lines') }}
    group by item_id
),

bookings as (
    select
        bookings.*,
        {{ days_between('bookings.activity_date', 'as_of.as_of_date') }} as age_days
    from {{ ref('int_item_bookings') }} as bookings
    cross join as_of
),

-- Today and the days before it, as many as the column says; what the newest load day holds of later dates is of today.
recent_sales as (
    select
        item_id
        {%- for days in recent_days %},
        cast(coalesce(sum(unit_count) filter (where age_days < {{ days }}), 0) as bigint) as unit_count_{{ days }}_days,
        count(distinct order_id) filter (where is_counted and age_days < {{ days }}) as order_count_{{ days }}_days,
        case
            when count(*) filter (where age_days < {{ days }}) = 0 then 0
            else sum(net_amount) filter (where age_days < {{ days }})
        end as net_amount_{{ days }}_days
        {%- endfor %}
    from bookings
    group by item_id
),

prices as (
    select
        prices.item_id,
        prices.price,
        row_number() over (
            partition by prices.item_id
            order by prices.valid_from desc, prices.price asc
        ) as place
    from {{ ref('current_prices') }} as prices
    inner join as_of on prices.valid_from < as_of.as_of_at
),

stock_levels as (
    select
        item_id,
        on_hand,
        counted_at,
        row_number() over (
            partition by item_id
            order by counted_at desc, on_hand asc
        ) as place
    from {{ ref('current_stock_levels') }}
),

reviews as (
    select
        item_id,
        count(*) as review_count,
        {{ rounded(average('rating')) }} as average_rating
    from {{ ref('current_reviews') }}
    group by item_id
),

known_items as (
    select item_id from items
    union
    select item_id from behavior
    union
    select item_id from sales
),

joined as (
    select
        known_items.item_id,
        as_of.as_of_date,
        coalesce(items.name, item_names.item_name) as name,
        items.category_id,
        category_paths.category_name,
        coalesce(category_paths.category_path, items.category_id) as category_path,
        items.brand,
        items.seller_id,
        coalesce(items.is_product, true) as is_product,
        items.launched_on,
        cast(coalesce(prices.price, items.list_price) as decimal(18, 4)) as current_price,
        items.unit_cost,
        item_prices.usual_price,
        stock_levels.on_hand as on_hand_count,
        stock_levels.counted_at as stock_counted_at,
        coalesce(reviews.review_count, 0) as review_count,
        reviews.average_rating,
        coalesce(behavior.visitor_count, 0) as visitor_count,
        coalesce(behavior.event_count, 0) as event_count,
        coalesce(behavior.view_count, 0) as view_count,
        coalesce(behavior.favorite_count, 0) as favorite_count,
        coalesce(behavior.unfavorite_count, 0) as unfavorite_count,
        coalesce(behavior.cart_count, 0) as cart_count,
        coalesce(behavior.remove_from_cart_count, 0) as remove_from_cart_count,
        coalesce(behavior.consult_count, 0) as consult_count,
        coalesce(behavior.purchase_count, 0) as purchase_count,
        {{ share('behavior.purchase_visitor_count', 'behavior.visitor_count') }} as purchase_visitor_share,
        behavior.first_event_at,
        behavior.last_event_at,
        coalesce(sales.order_count, 0) as order_count,
        coalesce(sales.buyer_count, 0) as buyer_count,
        coalesce(sales.unit_count, 0) as unit_count,
        coalesce(sales.return_unit_count, 0) as return_unit_count,
        {{ amount_or_zero('sales.item_id', 'sales.gross_amount') }} as gross_amount,
        {{ amount_or_zero('sales.item_id', 'sales.discount_amount') }} as discount_amount,
        {{ amount_or_zero('sales.item_id', 'sales.return_amount') }} as return_amount,
        {{ amount_or_zero('sales.item_id', 'sales.net_amount') }} as net_amount,
        {{ amount_or_zero('sales.item_id', 'sales.margin_amount') }} as margin_amount,
        sales.first_sold_at,
        sales.last_sold_at,
        {{ days_since('sales.last_sold_date', 'as_of.as_of_date') }} as days_since_sale,
        {%- for days in recent_days %}
        coalesce(recent_sales.unit_count_{{ days }}_days, 0) as unit_count_{{ days }}_days,
        coalesce(recent_sales.order_count_{{ days }}_days, 0) as order_count_{{ days }}_days,
        {{ amount_or_zero('recent_sales.item_id', 'recent_sales.net_amount_' ~ days ~ '_days') }} as net_amount_{{ days }}_days,
        {%- endfor %}
        -- An item that was first sold within these days is taken by the days since, though a single day says too little.
        {{ rounded(
            'case when stock_levels.on_hand < 0 then 0 else stock_levels.on_hand end * least(30, greatest(7, ' ~ days_since('sales.first_sold_date', 'as_of.as_of_date') ~ ' + 1))'
            ~ ' / cast(nullif(recent_sales.unit_count_30_days, 0) as double)', 1
        ) }} as cover_days
    from known_items
    cross join as_of
    left join items on known_items.item_id = items.item_id
    left join category_paths on items.category_id = category_paths.category_id
    left join item_prices on known_items.item_id = item_prices.item_id
    left join item_names on known_items.item_id = item_names.item_id
    left join behavior on known_items.item_id = behavior.item_id
    left join sales on known_items.item_id = sales.item_id
    left join recent_sales on known_items.item_id = recent_sales.item_id
    left join prices on known_items.item_id = prices.item_id and prices.place = 1
    left join stock_levels on known_items.item_id = stock_levels.item_id and stock_levels.place = 1
    left join reviews on known_items.item_id = reviews.item_id
),

revenues as (
    select
        item_id,
        gross_amount,
        sum(gross_amount) over () as all_amount,
        -- Items of equal revenue have the same better ones before them, so they share a class.
        sum(gross_amount) over (order by gross_amount desc)
        - gross_amount * count(*) over (partition by gross_amount) as better_amount
    from joined
    where is_product and gross_amount > 0
),

item_facts as (
    select
        joined.*,
        {{ share('revenues.gross_amount', 'revenues.all_amount') }} as revenue_share,
        case
            when revenues.item_id is null then null
            when revenues.better_amount < 0.8 * revenues.all_amount then 'A'
            when revenues.better_amount < 0.95 * revenues.all_amount then 'B'
            else 'C'
        end as revenue_class,
        case
            when joined.is_product and joined.category_id is not null and joined.current_price is not null
                then
                    -- Among equal prices each stands in their middle.
                    {{ share(
                        'rank() over (partition by joined.category_id, joined.is_product order by joined.current_price nulls last) - 1'
                        ~ ' + count(*) over (partition by joined.category_id, joined.is_product, joined.current_price) / 2',
                        'count(joined.current_price) over (partition by joined.category_id, joined.is_product)'
                    ) }}
        end as price_position
    from joined
    left join revenues on joined.item_id = revenues.item_id
)

select * from item_facts
