-- Buys a category again that people buy again and again: on two days or more.
with orders as (
    select
        lines.user_id,
        lines.as_of_date,
        lines.category_id,
        lines.order_id,
        min(lines.order_date) as order_date
    from {{ ref('int_tag_lines') }} as lines
    inner join {{ ref('int_category_pace') }} as pace on lines.category_id = pace.category_id
    where pace.is_replenished
    group by lines.user_id, lines.as_of_date, lines.category_id, lines.order_id
)

select
    user_id,
    as_of_date,
    category_id as tag_value,
    {{ confident_share('count(distinct order_date)', 'count(distinct order_date)') }} as weight,
    {{ order_evidence() }}
from orders
group by user_id, as_of_date, category_id
having count(distinct order_date) >= 2
