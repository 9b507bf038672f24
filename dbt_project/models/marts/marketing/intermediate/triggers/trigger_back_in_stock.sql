-- Looked at an item, or put it into the cart, on a day that began and ended sold out; it is back since, and the user has not got it elsewhere.

with returns as (
    select
        stock_outs.item_id,
        stock_outs.from_date,
        stock_outs.until_date,
        items.category_id,
        coalesce(items.name, items.item_id) as item_name,
        {{ date_after('stock_outs.until_date', 'rule.until_days') }} as expires_date,
        {{ freshness('stock_outs.until_date') }} as freshness
    from {{ ref('int_item_stock_outs') }} as stock_outs
    inner join {{ ref('item_facts') }} as items on stock_outs.item_id = items.item_id
    cross join {{ ref('as_of') }} as as_of
    cross join {{ trigger_rule('back_in_stock') }} as rule
    where
        items.is_product
        and items.on_hand_count > 0
        and stock_outs.until_date is not null
        and {{ is_due('stock_outs.until_date') }}
),

looks as (
    select
        days.user_id,
        days.item_id,
        days.activity_date,
        days.cart_count + days.favorite_count > 0 as is_wish,
        days.removal_count > 0 as is_removal,
        returns.category_id,
        returns.item_name,
        returns.until_date,
        returns.expires_date,
        returns.freshness,
        row_number() over (
            partition by days.user_id, days.item_id
            order by days.activity_date desc
        ) as place
    from {{ ref('int_user_item_days') }} as days
    inner join returns on days.item_id = returns.item_id
    where days.activity_date > returns.from_date and days.activity_date < returns.until_date
),

waiting as (
    select
        user_id,
        item_id,
        min(category_id) as category_id,
        min(item_name) as item_name,
        max(until_date) as until_date,
        max(expires_date) as expires_date,
        max(freshness) as freshness,
        min(activity_date) as first_look_date,
        max(activity_date) as last_look_date,
        max(case when is_removal then activity_date end) as removed_date,
        bool_or(is_wish) as has_wish,
        {{ newest_keys(event_key('activity_date', 'item_id')) }} as evidence,
        count(*) as evidence_count
    from looks
    group by user_id, item_id
),

cases as (
    select
        waiting.user_id,
        waiting.item_id,
        waiting.category_id,
        {{ start_of_day('waiting.until_date') }} as since_at,
        waiting.expires_date,
        -- A cart or a favourite on the empty shelf before a look.
        {{ rounded('waiting.freshness + case when waiting.has_wish then 1 else 0 end') }} as urgency,
        'event' as evidence_kind,
        waiting.evidence,
        waiting.evidence_count,
        case when waiting.has_wish then 'Wished for ' else 'Looked at ' end || waiting.item_name || ' on '
        || cast(waiting.last_look_date as string) || ' while it was sold out; it is back since '
        || cast(waiting.until_date as string) || '.' as reason
    from waiting
    left join {{ ref('int_trigger_interest') }} as interest
        on waiting.user_id = interest.user_id and waiting.item_id = interest.item_id
    where
        coalesce(waiting.removed_date < waiting.last_look_date, true)
        and coalesce(interest.like_bought_date < waiting.first_look_date, true)
)

{{ most_urgent('cases') }}
