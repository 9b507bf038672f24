-- Orders that a tag names are orders of the user, or returns of them, and those behind a coupon user hold a coupon; items that it names were
-- met by the user, or by a visitor known to be the user.
select
    evidence.user_id,
    evidence.tag,
    evidence.evidence_kind,
    evidence.evidence_id
from {{ ref('tag_evidence') }} as evidence
left join {{ ref('int_joined_orders') }} as orders on evidence.evidence_id = orders.order_id
where
    evidence.evidence_kind = 'order'
    and (
        orders.user_id is distinct from evidence.user_id
        or (evidence.tag = 'coupon_user' and orders.coupon_code is null)
        or (evidence.tag = 'discount_only' and not coalesce(orders.is_discounted, false))
    )

union all

select
    evidence.user_id,
    evidence.tag,
    evidence.evidence_kind,
    evidence.evidence_id
from {{ ref('tag_evidence') }} as evidence
left join {{ ref('int_tag_interest') }} as interest
    on
        evidence.user_id = interest.user_id
        and evidence.evidence_id = interest.item_id
        and evidence.evidence_date = interest.activity_date
where evidence.evidence_kind = 'item' and interest.user_id is null
