-- As of today the attributes that clusters are made of are those of user_facts, which counts them another way.
with attributes as (
    select *
    from {{ ref('cluster_attributes') }}
    where as_of_date = (select max(as_of_date) from {{ ref('as_of') }})
),

buyers as (
    select *
    from {{ ref('user_facts') }}
    where order_count > 0
)

select coalesce(attributes.user_id, buyers.user_id) as user_id
from attributes
full outer join buyers
    on attributes.user_id = buyers.user_id
where
    attributes.recency_days is distinct from buyers.days_since_order
    or attributes.order_count is distinct from buyers.order_count
    or attributes.unit_count is distinct from buyers.unit_count
    or attributes.net_amount is distinct from buyers.net_amount
    or attributes.average_order_amount is distinct from buyers.average_order_amount
    or attributes.active_day_count is distinct from buyers.active_day_count
    or attributes.session_count is distinct from buyers.session_count
    or attributes.view_count is distinct from buyers.view_count
    or attributes.discount_share is distinct from buyers.discount_share
    or attributes.price_percentile is distinct from buyers.price_percentile
