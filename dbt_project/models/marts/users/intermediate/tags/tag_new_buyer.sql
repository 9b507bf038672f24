-- Ordered for the first time in the last 30 days.
select
    user_id,
    as_of_date,
    {{ no_value() }} as tag_value,
    cast(1 as double) as weight,
    {{ order_evidence() }}
from {{ ref('int_tag_orders') }}
where is_counted
group by user_id, as_of_date
having
    {{ days_between('min(order_date)', 'as_of_date') }} < 30
