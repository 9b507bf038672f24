-- Signed up lately and has not ordered yet.
{%- set joined_date = 'cast(' ~ local_from_utc('facts.registered_at', time_zone('shop')) ~ ' as date)' %}

with cases as (
    select
        facts.user_id,
        cast(null as string) as item_id,
        cast(null as string) as category_id,
        facts.registered_at as since_at,
        {{ date_after(joined_date, 'rule.until_days') }} as expires_date,
        {{ freshness(joined_date) }} as urgency,
        'user' as evidence_kind,
        facts.user_id as evidence,
        1 as evidence_count,
        'Signed up on ' || cast({{ joined_date }} as string) || ' and has not ordered yet.' as reason
    from {{ ref('user_facts') }} as facts
    left join {{ ref('int_last_purchases') }} as last_purchases on facts.user_id = last_purchases.user_id
    cross join {{ ref('as_of') }} as as_of
    cross join {{ trigger_rule('welcome') }} as rule
    where facts.order_count = 0 and facts.purchase_count = 0 and last_purchases.user_id is null and {{ is_due(joined_date) }}
)

{{ most_urgent('cases') }}
