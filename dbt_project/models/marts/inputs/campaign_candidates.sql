-- One row per candidate as of today: the verdict, its worth, and what a sender has to check again.

select
    user_id,
    trigger,
    item_id,
    category_id,
    as_of_date,
    plan_date,
    since_at,
    expires_date,
    urgency,
    evidence_kind,
    evidence,
    evidence_count,
    reason,
    is_service,
    trigger_priority,
    again_after_days,
    held_back_share,
    contacts_a_month,
    channel,
    consent_evidence,
    send_at,
    send_at_local,
    expires_at,
    refused_by,
    refusal,
    is_parked,
    'no_consent;unsubscribed;quiet_hours;bought_since' || case when item_id is not null then ';out_of_stock' else '' end as recheck_rules,
    'Send only if the user still agrees to ' || coalesce(channel, 'a channel') || ', has bought '
    || coalesce('no ' || item_id, 'nothing of ' || category_id, 'nothing') || ' since ' || {{ moment_in_words('since_at') }} || ' UTC'
    || case when item_id is not null then ', it is in stock' else '' end
    || ', and it is before ' || {{ moment_in_words('expires_at') }} || ' UTC and no quiet hour.' as recheck,
    effect_orders,
    effect_weight,
    effect_source,
    order_chance,
    net_an_order,
    margin_an_order,
    is_margin,
    channel_cost
from {{ ref('int_candidate_worth') }}
