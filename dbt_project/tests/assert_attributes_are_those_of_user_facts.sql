-- As of today the attributes that clusters are made of are those of user_facts, which counts them another way.
with attributes as (
    select *
    from {{ ref('int_user_attributes') }}
    where as_of_date = (select max(as_of_date) from {{ ref('as_of') }})
)

select coalesce(attributes.user_id, user_facts.user_id) as user_id
from attributes
full outer join (select * from {{ ref('user_facts') }} where order_count > 0) as user_facts
    on attributes.user_id = user_facts.user_id
where
    attributes.recency_days is distinct from user_facts.days_since_order
    or attributes.order_count is distinct from user_facts.order_count
    or attributes.unit_count is distinct from user_facts.unit_count
    or attributes.net_amount is distinct from user_facts.net_amount
    or attributes.average_order_amount is distinct from user_facts.average_order_amount
    or attributes.active_day_count is distinct from user_facts.active_day_count
    or attributes.session_count is distinct from user_facts.session_count
    or attributes.view_count is distinct from user_facts.view_count
    or attributes.discount_share is distinct from user_facts.discount_share
    or attributes.price_percentile is distinct from user_facts.price_percentile
