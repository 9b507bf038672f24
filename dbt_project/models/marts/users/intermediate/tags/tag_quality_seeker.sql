-- Buys above the middle of the price ranges, and pays the full price.
select
    user_id,
    as_of_date,
    {{ no_value() }} as tag_value,
    {{ confident_share('count(*) filter (where not is_discounted)', 'count(*)') }} as weight,
    {{ order_evidence('not is_discounted') }}
from {{ ref('int_tag_orders') }}
where is_counted
group by user_id, as_of_date
having
    {{ price_level() }} >= 0.6
    and {{ confident_share('count(*) filter (where not is_discounted)', 'count(*)') }} >= 0.6
