-- Bought the left side of a rule lately and kept it, and bought never the right side, nor anything else of its category since.

with bought as (
    select
        lines.user_id,
        lines.item_id,
        max(lines.order_date) as bought_date
    from {{ ref('int_bought_lines') }} as lines
    left join {{ ref('int_returned_items') }} as returned on lines.user_id = returned.user_id and lines.item_id = returned.item_id
    where returned.user_id is null
    group by lines.user_id, lines.item_id
),

pairs as (
    select
        bought.user_id,
        bought.item_id as first_item_id,
        coalesce(firsts.name, firsts.item_id) as first_name,
        bought.bought_date,
        rules.consequent_item_id as item_id,
        items.category_id,
        coalesce(items.name, items.item_id) as item_name,
        {{ rounded('rules.pair_count / rules.expected_count', 1) }} as lift,
        {{ date_after('bought.bought_date', 'rule.until_days') }} as expires_date
    from bought
    inner join {{ ref('int_item_rules') }} as rules on bought.item_id = rules.antecedent_item_id
    inner join {{ ref('item_facts') }} as firsts on rules.antecedent_item_id = firsts.item_id
    inner join {{ ref('item_facts') }} as items on rules.consequent_item_id = items.item_id
    left join {{ ref('int_sensitive_categories') }} as sensitive on firsts.category_id = sensitive.category_id
    cross join {{ ref('as_of') }} as as_of
    cross join {{ trigger_rule('cross_sell') }} as rule
    where
        items.is_product
        -- The reason names what was bought.
        and sensitive.category_id is null
        -- Less than half as often again is no hint.
        and rules.pair_count >= 1.5 * rules.expected_count
        and {{ is_due('bought.bought_date') }}
),

{{ rank_open_hints('pairs') }}

cases as (
    select
        user_id,
        item_id,
        min(category_id) as category_id,
        {{ start_of_day('max(bought_date)') }} as since_at,
        max(expires_date) as expires_date,
        max(lift) as urgency,
        'rule' as evidence_kind,
        {{ newest_keys(rule_key('first_item_id', 'item_id')) }} as evidence,
        count(*) as evidence_count,
        'Bought ' || max(case when place = 1 then first_name end) || ' on ' || cast(max(bought_date) as string) || '; orders with it hold '
        || min(item_name) || ' ' || cast(cast(max(case when place = 1 then lift end) as decimal(9, 1)) as string)
        || ' times as often as usual.' as reason
    from ranked
    group by user_id, item_id
)

{{ most_urgent('cases') }}
