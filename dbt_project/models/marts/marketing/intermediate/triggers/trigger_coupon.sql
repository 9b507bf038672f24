-- Orders with coupons, or takes larger offers than are open now, and has not ordered lately.

with users as (
    select
        user_id,
        false as is_short_of_offers
    from {{ ref('user_tags') }}
    where tag = 'coupon_user'

    union all

    select
        user_id,
        true as is_short_of_offers
    from {{ ref('low_contribution_causes') }}
    where cause = 'weak_discount_fit'
),

kinds as (
    select
        user_id,
        bool_or(is_short_of_offers) as is_short_of_offers
    from users
    group by user_id
),

orders as (
    select
        orders.user_id,
        orders.order_id,
        orders.order_date,
        orders.has_coupon or orders.is_discounted as is_reduced,
        kinds.is_short_of_offers,
        row_number() over (
            partition by orders.user_id, orders.has_coupon or orders.is_discounted
            order by orders.order_date desc, orders.order_id desc
        ) as place
    from {{ ref('int_tag_orders') }} as orders
    inner join kinds on orders.user_id = kinds.user_id
    inner join {{ ref('as_of') }} as as_of on orders.as_of_date = as_of.as_of_date
    where orders.is_counted
),

buyers as (
    select
        user_id,
        bool_or(is_short_of_offers) as is_short_of_offers,
        max(order_date) as order_date,
        count(*) as order_count,
        count(*) filter (where is_reduced) as reduced_count,
        {{ newest_keys('case when is_reduced then order_id end') }} as evidence
    from orders
    group by user_id
    having count(*) filter (where is_reduced) > 0
),

dated as (
    select
        buyers.*,
        greatest(buyers.order_date, last_purchases.bought_date) as last_date
    from buyers
    left join {{ ref('int_last_purchases') }} as last_purchases on buyers.user_id = last_purchases.user_id
),

cases as (
    select
        buyers.user_id,
        cast(null as string) as item_id,
        cast(null as string) as category_id,
        {{ start_of_day(date_after('buyers.last_date', 'rule.after_days')) }} as since_at,
        {{ date_after('buyers.last_date', 'rule.until_days') }} as expires_date,
        {{ freshness('buyers.last_date') }} as urgency,
        'order' as evidence_kind,
        buyers.evidence,
        buyers.reduced_count as evidence_count,
        cast(buyers.reduced_count as string) || ' of ' || {{ counted_noun('buyers.order_count', 'order') }}
        || ' with a coupon or on discount, the last purchase on ' || cast(buyers.last_date as string)
        || case when buyers.is_short_of_offers then '; the offers open now are smaller than those taken.' else '.' end as reason
    from dated as buyers
    cross join {{ ref('as_of') }} as as_of
    cross join {{ trigger_rule('coupon') }} as rule
    where {{ is_due('buyers.last_date') }}
)

{{ most_urgent('cases') }}
