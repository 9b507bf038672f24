-- Recency, frequency, units and price level of the groups are those of user_facts, which counts them another way.
select
    user_scores.user_id,
    user_scores.as_of_date
from {{ ref('int_user_scores') }} as user_scores
inner join {{ ref('user_facts') }} as user_facts
    on
        user_scores.user_id = user_facts.user_id
        and user_scores.as_of_date = user_facts.as_of_date
where
    user_scores.recency_days <> user_facts.days_since_order
    or user_scores.order_count <> user_facts.order_count
    or user_scores.unit_count <> user_facts.unit_count
    or user_scores.price_percentile is distinct from user_facts.price_percentile
