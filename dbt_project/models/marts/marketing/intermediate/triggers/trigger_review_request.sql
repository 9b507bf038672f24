-- Bought an item some weeks ago, kept it, and has not reviewed it under any account. A shop without reviews asks for none.

with lines as (
    select
        lines.user_id,
        lines.item_id,
        lines.order_id,
        lines.order_date,
        lines.ordered_at,
        lines.is_return or lines.return_amount > 0 as is_returned
    from {{ ref('int_joined_order_lines') }} as lines
    cross join {{ ref('as_of') }} as as_of
    cross join {{ trigger_rule('review_request') }} as rule
    where
        lines.user_id is not null
        -- Lines that were given back do not count as bought.
        and (lines.is_counted or lines.is_return)
        and {{ days_between('lines.order_date', 'as_of.as_of_date') }} < rule.until_days
),

orders as (
    select
        user_id,
        item_id,
        order_id,
        max(order_date) as order_date,
        max(ordered_at) as ordered_at,
        bool_or(is_returned) as is_returned,
        row_number() over (
            partition by user_id, item_id
            order by max(ordered_at) desc, order_id desc
        ) as place
    from lines
    group by user_id, item_id, order_id
),

bought as (
    select
        user_id,
        item_id,
        max(order_date) as bought_date,
        max(ordered_at) as bought_at,
        {{ newest_keys('order_id') }} as evidence,
        count(*) as evidence_count
    from orders
    group by user_id, item_id
    having not bool_or(is_returned)
),

reviewed as (
    select distinct
        coalesce(accounts.user_id, reviews.user_id) as user_id,
        reviews.item_id
    from {{ ref('current_reviews') }} as reviews
    left join {{ ref('int_user_accounts') }} as accounts on reviews.user_id = accounts.account_id
),

cases as (
    select
        bought.user_id,
        bought.item_id,
        items.category_id,
        bought.bought_at as since_at,
        {{ date_after('bought.bought_date', 'rule.until_days') }} as expires_date,
        {{ freshness('bought.bought_date') }} as urgency,
        'order' as evidence_kind,
        bought.evidence,
        bought.evidence_count,
        'Bought ' || coalesce(items.name, items.item_id) || ' on ' || cast(bought.bought_date as string)
        || ', kept it and has not reviewed it.' as reason
    from bought
    inner join {{ ref('item_facts') }} as items on bought.item_id = items.item_id
    left join reviewed on bought.user_id = reviewed.user_id and bought.item_id = reviewed.item_id
    cross join {{ ref('as_of') }} as as_of
    cross join {{ trigger_rule('review_request') }} as rule
    where
        items.is_product
        and {{ is_due('bought.bought_date') }}
        and reviewed.user_id is null
        and exists (select 1 from {{ ref('current_reviews') }})
)

{{ most_urgent('cases') }}
