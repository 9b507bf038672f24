-- Sums of periods give what is counted over the whole history at once.
with attributes as (
    select user_attributes.*
    from {{ ref('int_user_attributes') }} as user_attributes
    inner join {{ ref('as_of') }} as as_of on user_attributes.as_of_date = as_of.as_of_date
)

select
    user_facts.user_id as fact_user_id,
    attributes.user_id as attribute_user_id
from {{ ref('user_facts') }} as user_facts
full outer join attributes on user_facts.user_id = attributes.user_id
where
    user_facts.user_id is null
    or attributes.user_id is null
    {%- for name in [
        'tenure_days', 'days_since_seen', 'days_since_order', 'order_count', 'net_amount', 'unit_count', 'average_order_amount',
        'active_day_count', 'session_count', 'view_count', 'search_count', 'favorite_count', 'cart_count', 'consult_count',
        'bought_item_count', 'discount_share', 'review_count', 'is_registered'
    ] %}
    or user_facts.{{ name }} is distinct from attributes.{{ name }}
    {%- endfor %}
