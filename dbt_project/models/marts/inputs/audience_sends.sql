-- One row per audience of messages and message that the plan sends, with the columns that may leave the house.
select
    audiences.audience,
    plan.user_id as external_id,
    plan.decision_id,
    plan.trigger,
    plan.channel,
    plan.offer,
    plan.depth_share,
    plan.item_id,
    plan.category_id,
    plan.send_at,
    plan.send_at_local,
    plan.expires_at,
    plan.recheck,
    plan.reason,
    {{ is_named_outside('plan.user_id') }} as is_named
from {{ ref('audiences') }} as audiences
inner join {{ source('marketing', 'campaign_plan') }} as plan on audiences.value = plan.channel
where audiences.kind = 'send_list' and plan.decision = 'send'
