-- Redeems a coupon with most orders. Discounts on the shelf count for nothing here: who saves by them is another.
select
    user_id,
    as_of_date,
    {{ no_value() }} as tag_value,
    {{ confident_share('count(*) filter (where has_coupon)', 'count(*)') }} as weight,
    {{ order_evidence('has_coupon') }}
from {{ ref('int_tag_orders') }}
where is_counted
group by user_id, as_of_date
having {{ confident_share('count(*) filter (where has_coupon)', 'count(*)') }} >= 0.5
