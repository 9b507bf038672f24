-- Ordered on three days or more of the last 90.
select
    user_id,
    as_of_date,
    {{ no_value() }} as tag_value,
    {{ confident_share('count(distinct order_date)', 'count(distinct order_date)') }} as weight,
    {{ order_evidence() }}
from {{ ref('int_tag_orders') }}
where is_counted and {{ days_between('order_date', 'as_of_date') }} < 90
group by user_id, as_of_date
having
    count(distinct order_date) >= 3
