-- Is among the tenth of all buyers who spent most, returns taken off.
with spend as (
    select
        user_id,
        as_of_date,
        sum(net_amount) as net_amount,
        {{ order_evidence('is_counted') }}
    from {{ ref('int_tag_orders') }}
    group by user_id, as_of_date
    having sum(net_amount) > 0 and bool_or(is_counted)
),

ranked as (
    select
        *,
        {{ rounded('percent_rank() over (partition by as_of_date order by net_amount)') }} as weight
    from spend
)

select
    user_id,
    as_of_date,
    {{ no_value() }} as tag_value,
    weight,
    evidence_count,
    first_evidence_date,
    last_evidence_date,
    newest_evidence
from ranked
where weight >= 0.9
