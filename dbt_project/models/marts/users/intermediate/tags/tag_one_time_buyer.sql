-- Ordered on one day alone, 60 days ago or more.
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
    count(distinct order_date) = 1
    and {{ days_between('max(order_date)', 'as_of_date') }} >= 60
