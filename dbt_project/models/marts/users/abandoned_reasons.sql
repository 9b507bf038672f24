-- One row per kind of wish and reason, unknown included: how many were left for it, and how much oftener its evidence stands beside them.
with confidences as (
    select * from {{ ref('int_reason_confidences') }}
),

reasons as (
    select
        wish_kind,
        reason,
        left_count,
        bought_count,
        left_evidence_count,
        bought_evidence_count,
        confidence
    from confidences

    union all

    select distinct
        wish_kind,
        'unknown' as reason,
        left_count,
        bought_count,
        cast(null as bigint) as left_evidence_count,
        cast(null as bigint) as bought_evidence_count,
        cast(null as double) as confidence
    from confidences
),

named as (
    select
        wish_kind,
        reason,
        count(*) as item_count,
        count(distinct user_id) as user_count
    from {{ ref('abandoned_items') }}
    group by wish_kind, reason
)

select
    reasons.wish_kind,
    reasons.reason,
    as_of.as_of_date,
    coalesce(named.item_count, 0) as item_count,
    coalesce(named.user_count, 0) as user_count,
    {{ share('coalesce(named.item_count, 0)', 'reasons.left_count') }} as item_share,
    reasons.left_count,
    reasons.bought_count,
    reasons.left_evidence_count,
    reasons.bought_evidence_count,
    reasons.confidence
from reasons
cross join {{ ref('as_of') }} as as_of
left join named on reasons.wish_kind = named.wish_kind and reasons.reason = named.reason
