-- One row per candidate: the verdict, and what a message alone is worth in its parts.

with costs as (
    select
        name as channel,
        cost_amount
    from {{ ref('message_costs') }}
    where cost_kind = 'channel'
),

windows as (
    select * from {{ ref('campaign_windows') }}
)

select
    verdicts.*,
    effects.effect_orders,
    effects.effect_weight,
    effects.effect_source,
    effects.is_parked,
    -- The chance of 30 days, of as many days as the message works.
    {{ rounded(
        '1 - power(1 - propensity.order_probability, coalesce(own_windows.window_days, other_windows.window_days) / cast(30 as double))'
    ) }} as order_chance,
    coalesce(own_worth.net_an_order, shop_worth.net_an_order) as net_an_order,
    coalesce(own_worth.margin_an_order, shop_worth.margin_an_order) as margin_an_order,
    coalesce(own_worth.is_margin, shop_worth.is_margin) as is_margin,
    coalesce(own_costs.cost_amount, other_costs.cost_amount) as channel_cost
from {{ ref('int_candidate_verdicts') }} as verdicts
inner join {{ ref('int_candidate_effects') }} as effects on verdicts.user_id = effects.user_id and verdicts.trigger = effects.trigger
left join {{ source('users', 'user_propensity') }} as propensity on verdicts.user_id = propensity.user_id
left join {{ ref('user_groups') }} as user_groups on verdicts.user_id = user_groups.user_id
left join {{ ref('int_order_worth') }} as own_worth on user_groups.user_group = own_worth.user_group
left join {{ ref('int_order_worth') }} as shop_worth on shop_worth.user_group = 'any'
left join windows as own_windows on verdicts.trigger = own_windows.trigger
left join windows as other_windows on other_windows.trigger = 'any'
left join costs as own_costs on verdicts.channel = own_costs.channel
left join costs as other_costs on other_costs.channel = 'any'
