-- One row per candidate as of today: the verdict, what an order and a message are worth and cost, and what a sender has to check again.

with costs as (
    select
        name as channel,
        cost_amount
    from {{ ref('message_costs') }}
    where cost_kind = 'channel'
),

windows as (
    select * from {{ ref('campaign_windows') }}
),

quiet_hours as (
    select
        max(case when setting = 'quiet_from' then value end) as quiet_from,
        max(case when setting = 'quiet_to' then value end) as quiet_to
    from {{ ref('contact_rules') }}
)

select
    {%- for column in [
        'user_id', 'trigger', 'item_id', 'category_id', 'as_of_date', 'plan_date', 'since_at', 'expires_date', 'urgency', 'evidence_kind', 'evidence',
        'evidence_count', 'reason', 'is_service', 'trigger_priority', 'again_after_days', 'held_back_share', 'contacts_a_month', 'channel',
        'consent_evidence', 'send_at', 'send_at_local', 'expires_at', 'refused_by', 'refusal', 'prior_effect_orders', 'same_as', 'allows_offer', 'offers'
    ] %}
    verdicts.{{ column }},
    {%- endfor %}
    items.name as item_name,
    quiet_hours.quiet_from,
    quiet_hours.quiet_to,
    '{{ time_zone('shop') }}' as time_zone,
    'no_consent;unsubscribed;quiet_hours' || case when verdicts.sells_item then ';bought_since' else '' end
    || case when verdicts.sells_item and verdicts.item_id is not null then ';out_of_stock' else '' end
    || case when verdicts.names_price then ';price_changed' else '' end as recheck_rules,
    'Send only if the user still agrees to ' || coalesce(verdicts.channel, 'a channel') || case when verdicts.sells_item then ', has bought '
        || coalesce(
            'no ' || coalesce(items.name || ' (' || verdicts.item_id || ')', verdicts.item_id), 'nothing of ' || verdicts.category_id, 'nothing'
        )
        || ' since ' || {{ moment_in_words('verdicts.since_at') }} || ' {{ time_zone('shop') }}'
        || case when verdicts.item_id is not null then ', it is in stock' else '' end
        || case when verdicts.names_price then ', it costs no more than ' || {{ price_text('prices.current_price') }} else '' end
        || ',' else '' end
    {%- set day_ends = utc_from_local('cast(' ~ date_after('verdicts.plan_date', 1) ~ ' as timestamp)', time_zone('shop')) %}
    || ' and it is before ' || {{ moment_in_words('least(verdicts.expires_at, ' ~ day_ends ~ ')') }}
    || ' {{ time_zone('shop') }} and no quiet hour.' as recheck,
    coalesce(own_windows.window_days, other_windows.window_days) as window_days,
    coalesce(own_worth.net_an_order, shop_worth.net_an_order) as net_an_order,
    coalesce(own_worth.margin_an_order, shop_worth.margin_an_order) as margin_an_order,
    coalesce(own_worth.is_margin, shop_worth.is_margin) as is_margin,
    coalesce(own_costs.cost_amount, other_costs.cost_amount) as channel_cost
from {{ ref('int_candidate_verdicts') }} as verdicts
left join {{ ref('current_items') }} as items on verdicts.item_id = items.item_id
left join {{ ref('item_facts') }} as prices on verdicts.item_id = prices.item_id
left join {{ ref('user_groups') }} as user_groups on verdicts.user_id = user_groups.user_id
left join {{ ref('int_order_worth') }} as own_worth on user_groups.user_group = own_worth.user_group
left join {{ ref('int_order_worth') }} as shop_worth on shop_worth.user_group = 'any'
left join windows as own_windows on verdicts.trigger = own_windows.trigger
left join windows as other_windows on other_windows.trigger = 'any'
left join costs as own_costs on verdicts.channel = own_costs.channel
left join costs as other_costs on other_costs.channel = 'any'
cross join quiet_hours
