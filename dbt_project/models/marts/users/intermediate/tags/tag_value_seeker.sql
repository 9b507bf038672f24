-- Buys below the middle of the price ranges, and on discount in four of ten orders or more.
select
    user_id,
    as_of_date,
    {{ no_value() }} as tag_value,
    {{ confident_share('count(*) filter (where is_discounted)', 'count(*)') }} as weight,
    {{ order_evidence('is_discounted') }}
from {{ ref('int_tag_orders') }}
where is_counted
group by user_id, as_of_date
having
    {{ price_level() }} < 0.5
    and {{ confident_share('count(*) filter (where is_discounted)', 'count(*)') }} >= 0.4
