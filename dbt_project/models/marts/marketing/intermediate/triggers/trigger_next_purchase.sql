-- Bought an item and kept it, and the usual gap up to the item that follows it has come; neither that nor another one of its category was
-- bought since.

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
        followers.next_item_id as item_id,
        items.category_id,
        coalesce(items.name, items.item_id) as item_name,
        followers.lower_days,
        followers.upper_days,
        {{ rounded('followers.pair_user_count / followers.expected_user_count') }} as lift,
        {{ date_after('bought.bought_date', 'followers.lower_days') }} as due_date,
        {{ date_after('bought.bought_date', 'followers.upper_days') }} as expires_date
    from bought
    inner join {{ ref('int_next_items') }} as followers on bought.item_id = followers.item_id
    inner join {{ ref('item_facts') }} as firsts on followers.item_id = firsts.item_id
    inner join {{ ref('item_facts') }} as items on followers.next_item_id = items.item_id
    left join {{ ref('int_sensitive_categories') }} as sensitive on firsts.category_id = sensitive.category_id
    cross join {{ ref('as_of') }} as as_of
    cross join {{ trigger_rule('next_purchase') }} as rule
    where
        items.is_product
        -- The reason names what was bought.
        and sensitive.category_id is null
        and {{ is_due('bought.bought_date') }}
        -- It is sent on the day after.
        and {{ days_between('bought.bought_date', 'as_of.as_of_date') }} + 1 between followers.lower_days and followers.upper_days
),

{{ rank_open_hints('pairs') }}

cases as (
    select
        user_id,
        item_id,
        min(category_id) as category_id,
        {{ start_of_day('max(case when place = 1 then due_date end)') }} as since_at,
        max(case when place = 1 then expires_date end) as expires_date,
        max(lift) as urgency,
        'rule' as evidence_kind,
        {{ newest_keys(rule_key('first_item_id', 'item_id')) }} as evidence,
        count(*) as evidence_count,
        'Bought ' || max(case when place = 1 then first_name end) || ' on ' || cast(max(bought_date) as string) || '; those who do often buy '
        || min(item_name) || ' ' || max(case when place = 1 then cast(lower_days as string) || ' to ' || cast(upper_days as string) end)
        || ' days later.' as reason
    from ranked
    group by user_id, item_id
)

{{ most_urgent('cases') }}
