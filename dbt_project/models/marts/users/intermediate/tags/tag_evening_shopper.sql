-- Orders mostly after six in the evening: two orders more than before it.
select
    user_id,
    as_of_date,
    {{ no_value() }} as tag_value,
    {{ confident_share('count(*) filter (where is_evening)', 'count(*)') }} as weight,
    {{ order_evidence('is_evening') }}
from {{ ref('int_tag_orders') }}
where is_counted
group by user_id, as_of_date
having {{ confident_share('count(*) filter (where is_evening)', 'count(*)') }} >= 0.5
