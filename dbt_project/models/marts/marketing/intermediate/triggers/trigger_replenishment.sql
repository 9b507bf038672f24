-- Buys an item again and again, and by the usual gap, the user's own where it is known, it is due again: the gap has passed once and not yet twice.

with days as (
    select
        lines.user_id,
        lines.item_id,
        lines.category_id,
        lines.order_date,
        min(lines.order_id) as order_id,
        row_number() over (
            partition by lines.user_id, lines.item_id
            order by lines.order_date desc
        ) as place,
        {{ days_between(
            'lag(lines.order_date) over (partition by lines.user_id, lines.item_id order by lines.order_date)', 'lines.order_date'
        ) }} as gap_days
    from {{ ref('int_bought_lines') }} as lines
    inner join {{ ref('int_category_pace') }} as pace on lines.category_id = pace.category_id
    where pace.is_replenished
    group by lines.user_id, lines.item_id, lines.category_id, lines.order_date
),

-- A middle of fewer than ten gaps says little of an item; of one user's two gaps it says more than that of all others.
item_paces as (
    select
        item_id,
        {{ middle('gap_days') }} as usual_days
    from days
    where gap_days is not null
    group by item_id
    having count(*) >= 10
),

own as (
    select
        user_id,
        item_id,
        min(category_id) as category_id,
        max(order_date) as last_date,
        count(*) as day_count,
        case when count(gap_days) >= 2 then {{ middle('gap_days') }} end as own_days,
        {{ newest_keys('order_id') }} as evidence
    from days
    group by user_id, item_id
    having count(*) >= 2
),

last_bought as (
    select
        user_id,
        item_id,
        max(bought_date) as bought_date
    from {{ ref('int_trigger_purchases') }}
    group by user_id, item_id
),

last_like as (
    select
        user_id,
        category_id,
        max(bought_date) as like_date
    from {{ ref('int_trigger_purchases') }}
    group by user_id, category_id
),

paces as (
    select
        own.user_id,
        own.item_id,
        own.category_id,
        greatest(own.last_date, last_bought.bought_date) as last_date,
        own.day_count,
        own.evidence,
        coalesce(items.name, items.item_id) as item_name,
        last_like.like_date,
        greatest(cast(ceil(coalesce(own.own_days, item_paces.usual_days)) as bigint), 3) as usual_days
    from own
    inner join {{ ref('item_facts') }} as items on own.item_id = items.item_id
    left join item_paces on own.item_id = item_paces.item_id
    left join last_bought on own.user_id = last_bought.user_id and own.item_id = last_bought.item_id
    left join last_like on own.user_id = last_like.user_id and own.category_id = last_like.category_id
    where items.is_product and coalesce(own.own_days, item_paces.usual_days) is not null
),

cases as (
    select
        paces.user_id,
        paces.item_id,
        paces.category_id,
        {{ start_of_day(date_after('paces.last_date', 'paces.usual_days')) }} as since_at,
        {{ date_after('paces.last_date', 'least(2 * paces.usual_days, rule.until_days)') }} as expires_date,
        {{ rounded('2 - cast(' ~ days_between('paces.last_date', 'as_of.as_of_date') ~ ' as double) / paces.usual_days') }} as urgency,
        'order' as evidence_kind,
        paces.evidence,
        paces.day_count as evidence_count,
        'Bought ' || paces.item_name || ' on ' || {{ counted_noun('paces.day_count', 'day') }} || ', last on ' || cast(paces.last_date as string)
        || '; it usually lasts ' || cast(paces.usual_days as string) || ' days.' as reason
    from paces
    cross join {{ ref('as_of') }} as as_of
    cross join {{ trigger_rule('replenishment') }} as rule
    where
        {{ is_due('paces.last_date') }}
        -- It is sent on the day after.
        and {{ days_between('paces.last_date', 'as_of.as_of_date') }} + 1 >= paces.usual_days
        and {{ days_between('paces.last_date', 'as_of.as_of_date') }} < 2 * paces.usual_days
        -- Who bought another one of the category has what is used up.
        and coalesce({{ days_between('paces.like_date', 'as_of.as_of_date') }} + 1 >= paces.usual_days, true)
)

{{ most_urgent('cases') }}
