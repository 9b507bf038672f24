-- Ordered before, kept something of it, and has neither been seen lately nor ordered within twice the usual gap.

-- Who sent everything back has nothing to come back for.
with keepers as (
    select distinct lines.user_id
    from {{ ref('int_bought_lines') }} as lines
    left join {{ ref('int_returned_items') }} as returned on lines.user_id = returned.user_id and lines.item_id = returned.item_id
    where returned.user_id is null
),

seen as (
    select
        attributes.user_id,
        attributes.as_of_date,
        attributes.mean_order_gap_days,
        greatest({{ date_after('attributes.as_of_date', '-attributes.days_since_seen') }}, last_purchases.bought_date) as seen_date,
        greatest({{ date_after('attributes.as_of_date', '-attributes.days_since_order') }}, last_purchases.bought_date) as bought_date
    from {{ ref('int_user_attributes') }} as attributes
    inner join {{ ref('as_of') }} as as_of on attributes.as_of_date = as_of.as_of_date
    inner join keepers on attributes.user_id = keepers.user_id
    left join {{ ref('int_last_purchases') }} as last_purchases on attributes.user_id = last_purchases.user_id
    where attributes.order_count > 0
),

quiet as (
    select
        *,
        {{ days_between('seen_date', 'as_of_date') }} as days_since_seen,
        {{ days_between('bought_date', 'as_of_date') }} as days_since_order
    from seen
),

lapsed as (
    select
        quiet.*,
        {{ date_after('quiet.seen_date', 'rule.until_days') }} as expires_date,
        {{ date_after('quiet.seen_date', 'rule.after_days') }} as since_date,
        {{ freshness('quiet.seen_date') }} as urgency
    from quiet
    inner join {{ ref('as_of') }} as as_of on quiet.as_of_date = as_of.as_of_date
    cross join {{ trigger_rule('win_back') }} as rule
    where
        {{ is_due('quiet.seen_date') }}
        and coalesce(quiet.days_since_order >= 2 * quiet.mean_order_gap_days, true)
),

orders as (
    select
        user_id,
        order_id,
        row_number() over (
            partition by user_id
            order by ordered_at desc, order_id desc
        ) as place
    from {{ ref('int_joined_orders') }}
    where is_counted and user_id in (select lapsed.user_id from lapsed)
),

evidence as (
    select
        user_id,
        {{ newest_keys('order_id') }} as evidence,
        count(*) as evidence_count
    from orders
    group by user_id
),

cases as (
    select
        lapsed.user_id,
        cast(null as string) as item_id,
        cast(null as string) as category_id,
        {{ start_of_day('lapsed.since_date') }} as since_at,
        lapsed.expires_date,
        lapsed.urgency,
        'order' as evidence_kind,
        evidence.evidence,
        evidence.evidence_count,
        'Not seen for ' || {{ counted_noun('lapsed.days_since_seen', 'day') }} || ', since ' || cast(lapsed.seen_date as string)
        || '; last bought ' || {{ counted_noun('lapsed.days_since_order', 'day') }} || ' ago' || coalesce(
            ', usually every ' || {{ counted_noun('cast(ceil(lapsed.mean_order_gap_days) as bigint)', 'day') }}, ''
        ) || '.' as reason
    from lapsed
    inner join evidence on lapsed.user_id = evidence.user_id
)

{{ most_urgent('cases') }}
