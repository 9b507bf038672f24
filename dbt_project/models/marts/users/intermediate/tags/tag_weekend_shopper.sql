-- Orders mostly on Saturdays and Sundays: two orders more than on all other days.
select
    user_id,
    as_of_date,
    {{ no_value() }} as tag_value,
    {{ confident_share('count(*) filter (where is_weekend)', 'count(*)') }} as weight,
    {{ order_evidence('is_weekend') }}
from {{ ref('int_tag_orders') }}
where is_counted
group by user_id, as_of_date
having {{ confident_share('count(*) filter (where is_weekend)', 'count(*)') }} >= 0.5
