-- An item is new in a category in which the user ordered on two days or more of the last year, and the user has not met it yet.

with launched as (
    select
        items.item_id,
        items.category_id,
        items.category_name,
        coalesce(items.name, items.item_id) as item_name,
        items.launched_on,
        {{ date_after('items.launched_on', 'rule.until_days') }} as expires_date,
        {{ freshness('items.launched_on') }} as freshness
    from {{ ref('item_facts') }} as items
    cross join {{ ref('as_of') }} as as_of
    cross join {{ trigger_rule('new_in_category') }} as rule
    where items.is_product and items.category_id is not null and {{ is_due('items.launched_on') }}
),

orders as (
    select
        lines.user_id,
        lines.category_id,
        lines.order_id,
        min(lines.order_date) as order_date,
        row_number() over (
            partition by lines.user_id, lines.category_id
            order by min(lines.order_date) desc, lines.order_id desc
        ) as place
    from {{ ref('int_bought_lines') }} as lines
    cross join {{ ref('as_of') }} as as_of
    where
        {{ days_between('lines.order_date', 'as_of.as_of_date') }} < 365
        and lines.category_id in (select launched.category_id from launched)
    group by lines.user_id, lines.category_id, lines.order_id
),

favored as (
    select
        user_id,
        category_id,
        count(distinct order_date) as day_count,
        {{ newest_keys('order_id') }} as evidence,
        count(*) as evidence_count
    from orders
    group by user_id, category_id
    having count(distinct order_date) >= 2
),

cases as (
    select
        favored.user_id,
        launched.item_id,
        launched.category_id,
        {{ start_of_day('launched.launched_on') }} as since_at,
        launched.expires_date,
        {{ rounded('favored.day_count + launched.freshness') }} as urgency,
        'order' as evidence_kind,
        favored.evidence,
        favored.evidence_count,
        launched.item_name || ' is new in ' || coalesce(launched.category_name, launched.category_id) || ' since '
        || cast(launched.launched_on as string) || '; ordered there on ' || {{ counted_noun('favored.day_count', 'day') }}
        || ' of the last year.' as reason
    from favored
    inner join launched on favored.category_id = launched.category_id
    left join {{ ref('int_trigger_interest') }} as interest
        on favored.user_id = interest.user_id and launched.item_id = interest.item_id
    left join {{ ref('int_trigger_purchases') }} as purchases
        on favored.user_id = purchases.user_id and launched.item_id = purchases.item_id
    where interest.user_id is null and purchases.user_id is null
)

{{ most_urgent('cases') }}
