-- Never paid a full price, in two orders or more.
select
    user_id,
    as_of_date,
    {{ no_value() }} as tag_value,
    {{ confident_share('count(*)', 'count(*)') }} as weight,
    {{ order_evidence() }}
from {{ ref('int_tag_orders') }}
where is_counted
group by user_id, as_of_date
having count(*) >= 2 and count(*) filter (where not is_discounted) = 0
