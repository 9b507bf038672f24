-- One row per user, trigger and subject as of today: the rows of every model of a trigger, with what the seed says of it.
{{ config(materialized='view') }}

with cases as (
    {%- for trigger in listed_models('trigger') %}
    select
        '{{ trigger }}' as trigger,
        user_id,
        item_id,
        category_id,
        since_at,
        expires_date,
        urgency,
        evidence_kind,
        evidence,
        evidence_count,
        reason
    from {{ ref('trigger_' ~ trigger) }}
    {{- '\n    union all' if not loop.last }}
    {%- endfor %}
)

select
    cases.user_id,
    cases.trigger,
    cases.item_id,
    cases.category_id,
    as_of.as_of_date,
    cases.since_at,
    cases.expires_date,
    cases.urgency,
    cases.evidence_kind,
    cases.evidence,
    cases.evidence_count,
    cases.reason,
    rules.is_service,
    rules.sells_item,
    rules.names_price,
    rules.priority,
    rules.again_after_days,
    rules.held_back_share,
    rules.prior_effect_orders,
    rules.least_price_drop,
    rules.allows_offer,
    rules.channels,
    rules.same_as
from cases
inner join {{ ref('triggers') }} as rules on cases.trigger = rules.trigger
cross join {{ ref('as_of') }} as as_of
