-- Each key of evidence is found again where it is from, as the user's own: orders under any account, what was done with an item on a day,
-- rules, users.
with numbers as (
    {%- for number in range(1, shown_keys() + 1) %}
    select {{ number }} as place{{ '\n    union all' if not loop.last }}
    {%- endfor %}
),

keys as (
    select
        candidates.user_id,
        candidates.trigger,
        candidates.item_id,
        candidates.evidence_kind,
        case when candidates.evidence_count = 1 then candidates.evidence else split_part(candidates.evidence, ', ', numbers.place) end as evidence_key
    from {{ ref('int_trigger_candidates') }} as candidates
    inner join numbers on numbers.place <= least(candidates.evidence_count, {{ shown_keys() }})
),

orders as (
    select distinct
        user_id,
        order_id
    from {{ ref('int_joined_orders') }}
    where is_counted
),

events as (
    select distinct
        user_id,
        {{ event_key('activity_date', 'item_id') }} as event_key
    from {{ ref('int_user_item_days') }}
),

rules as (
    select
        {{ rule_key('antecedent_item_id', 'consequent_item_id') }} as rule_key,
        antecedent_item_id as bought_item_id,
        consequent_item_id as item_id
    from {{ ref('int_item_rules') }}

    union

    select
        {{ rule_key('item_id', 'next_item_id') }} as rule_key,
        item_id as bought_item_id,
        next_item_id as item_id
    from {{ ref('int_next_items') }}
),

bought_rules as (
    select distinct
        lines.user_id,
        rules.rule_key,
        rules.item_id
    from rules
    inner join {{ ref('int_bought_lines') }} as lines on rules.bought_item_id = lines.item_id
)

select keys.*
from keys
left join orders on keys.user_id = orders.user_id and keys.evidence_key = orders.order_id
left join events on keys.user_id = events.user_id and keys.evidence_key = events.event_key
left join bought_rules
    on keys.user_id = bought_rules.user_id and keys.evidence_key = bought_rules.rule_key and keys.item_id = bought_rules.item_id
left join {{ ref('user_facts') }} as users on keys.evidence_key = users.user_id and keys.user_id = users.user_id
where
    (keys.evidence_kind = 'order' and orders.order_id is null)
    or (keys.evidence_kind = 'event' and events.event_key is null)
    or (keys.evidence_kind = 'rule' and bought_rules.rule_key is null)
    or (keys.evidence_kind = 'user' and users.user_id is null)
