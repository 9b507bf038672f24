-- The buyers, those who came again, the orders and returns of each good product, counted again from the lines.
with good_products as (
    select * from {{ ref('good_products') }}
),

as_of as (
    select * from {{ ref('as_of') }}
),

lines as (
    select
        item_id,
        count(distinct case when is_counted then user_id end) as buyer_count,
        count(distinct case when is_counted then order_id end) as order_count,
        count(distinct case when is_return then order_id end) as return_count
    from {{ ref('int_joined_order_lines') }}
    group by item_id
),

days as (
    select
        item_id,
        order_date,
        lead(order_date) over (partition by user_id, item_id order by order_date) as next_date,
        row_number() over (partition by user_id, item_id order by order_date) as place
    from (
        select distinct
            user_id,
            item_id,
            order_date
        from {{ ref('int_joined_order_lines') }}
        where is_counted and user_id is not null
    ) as purchases
),

buyers as (
    select
        days.item_id,
        count(*) as early_buyer_count,
        count(case when {{ days_between('days.order_date', 'days.next_date') }} <= {{ repeat_days() }} then 1 end) as repeated_count
    from days
    cross join as_of
    where days.place = 1 and {{ days_between('days.order_date', 'as_of.as_of_date') }} >= {{ repeat_days() }}
    group by days.item_id
)

select good_products.*
from good_products
left join lines on good_products.item_id = lines.item_id
left join buyers on good_products.item_id = buyers.item_id
where
    good_products.buyer_count <> coalesce(lines.buyer_count, 0)
    or coalesce(good_products.order_count, 0) <> coalesce(lines.order_count, 0)
    or coalesce(good_products.return_count, 0) <> coalesce(least(lines.return_count, lines.order_count), 0)
    or coalesce(good_products.early_buyer_count, 0) <> coalesce(buyers.early_buyer_count, 0)
    or coalesce(good_products.repeated_count, 0) <> coalesce(buyers.repeated_count, 0)
