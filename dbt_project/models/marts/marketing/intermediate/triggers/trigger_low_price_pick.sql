-- Buys low prices and little, has not ordered lately, and a category that the user buys of has a good product in the low third of its prices, for no
-- more than the user has paid there.

with users as (
    select
        causes.user_id,
        greatest(max(lines.order_date), max(last_purchases.bought_date)) as last_date
    from {{ ref('low_contribution_causes') }} as causes
    inner join {{ ref('int_bought_lines') }} as lines on causes.user_id = lines.user_id
    left join {{ ref('int_last_purchases') }} as last_purchases on causes.user_id = last_purchases.user_id
    where causes.cause = 'weak_purchasing_ability'
    group by causes.user_id
),

orders as (
    select
        lines.user_id,
        lines.category_id,
        lines.order_id,
        min(lines.order_date) as order_date,
        max(lines.paid_price) as paid_price,
        row_number() over (
            partition by lines.user_id, lines.category_id
            order by min(lines.order_date) desc, lines.order_id desc
        ) as place
    from {{ ref('int_bought_lines') }} as lines
    inner join users on lines.user_id = users.user_id
    group by lines.user_id, lines.category_id, lines.order_id
),

categories as (
    select
        user_id,
        category_id,
        count(distinct order_date) as day_count,
        max(paid_price) as most_paid_price,
        {{ newest_keys('order_id') }} as evidence,
        count(*) as evidence_count
    from orders
    group by user_id, category_id
),

picks as (
    select
        good_products.category_id,
        good_products.category_name,
        good_products.item_id,
        good_products.rank,
        coalesce(items.name, items.item_id) as item_name,
        items.current_price
    from {{ ref('good_products') }} as good_products
    inner join {{ ref('int_item_traits') }} as traits on good_products.item_id = traits.item_id
    inner join {{ ref('item_facts') }} as items on good_products.item_id = items.item_id
    where traits.price_band = 'low'
),

bought as (
    select distinct
        user_id,
        item_id
    from {{ ref('int_trigger_purchases') }}
),

cases as (
    select
        users.user_id,
        picks.item_id,
        picks.category_id,
        {{ start_of_day(date_after('users.last_date', 'rule.after_days')) }} as since_at,
        {{ date_after('users.last_date', 'rule.until_days') }} as expires_date,
        {{ rounded('categories.day_count + cast(1 as double) / (1 + picks.rank)') }} as urgency,
        'order' as evidence_kind,
        categories.evidence,
        categories.evidence_count,
        'Has bought at low prices and ordered in ' || coalesce(picks.category_name, picks.category_id) || ' on '
        || {{ counted_noun('categories.day_count', 'day') }} || '; ' || picks.item_name || ' costs ' || {{ price_text('picks.current_price') }}
        || ' and is one of its good products.' as reason
    from users
    inner join categories on users.user_id = categories.user_id
    inner join picks on categories.category_id = picks.category_id
    left join bought on users.user_id = bought.user_id and picks.item_id = bought.item_id
    cross join {{ ref('as_of') }} as as_of
    cross join {{ trigger_rule('low_price_pick') }} as rule
    where
        bought.user_id is null
        and {{ is_due('users.last_date') }}
        -- What the user paid is known where the order says prices.
        and coalesce(picks.current_price <= categories.most_paid_price, true)
)

{{ most_urgent('cases') }}
