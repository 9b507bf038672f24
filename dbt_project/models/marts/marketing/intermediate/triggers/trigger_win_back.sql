-- Ordered before and has neither been seen lately nor ordered within twice the usual gap.

with quiet as (
    select
        attributes.user_id,
        attributes.as_of_date,
        attributes.days_since_seen,
        attributes.days_since_order,
        attributes.order_count,
        attributes.mean_order_gap_days,
        {{ date_after('attributes.as_of_date', '-attributes.days_since_seen') }} as seen_date
    from {{ ref('int_user_attributes') }} as attributes
    inner join {{ ref('as_of') }} as as_of on attributes.as_of_date = as_of.as_of_date
    where attributes.order_count > 0
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
        'Not seen for ' || {{ counted_noun('lapsed.days_since_seen', 'day') }} || '; last ordered '
        || {{ counted_noun('lapsed.days_since_order', 'day') }} || ' ago' || coalesce(
            ', usually every ' || {{ counted_noun('cast(ceil(lapsed.mean_order_gap_days) as bigint)', 'day') }}, ', for the first time'
        ) || '.' as reason
    from lapsed
    inner join evidence on lapsed.user_id = evidence.user_id
)

{{ most_urgent('cases') }}
