-- Was of high value at the month-end before the last, no more at the last one, and has not ordered since.

with cases as (
    select
        opportunity.user_id,
        cast(null as string) as item_id,
        cast(null as string) as category_id,
        {{ start_of_day(date_after('opportunity.evidence_date', '1')) }} as since_at,
        {{ date_after('opportunity.evidence_date', 'rule.until_days') }} as expires_date,
        1 as urgency,
        'user' as evidence_kind,
        opportunity.user_id as evidence,
        1 as evidence_count,
        'Was of high value until ' || cast(cast(date_trunc('month', opportunity.evidence_date) - interval 1 day as date) as string)
        || ' and no more on ' || cast(opportunity.evidence_date as string) || '; last bought on '
        || cast(greatest(facts.last_order_date, last_purchases.bought_date) as string) || '.' as reason
    from {{ ref('opportunity_cooling_high_value') }} as opportunity
    inner join {{ ref('int_user_orders') }} as facts on opportunity.user_id = facts.user_id
    left join {{ ref('int_last_purchases') }} as last_purchases on opportunity.user_id = last_purchases.user_id
    cross join {{ ref('as_of') }} as as_of
    cross join {{ trigger_rule('cooling_high_value') }} as rule
    where opportunity.role = 'open' and {{ is_due('opportunity.evidence_date') }}
)

{{ most_urgent('cases') }}
