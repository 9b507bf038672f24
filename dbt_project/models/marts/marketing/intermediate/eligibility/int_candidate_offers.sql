-- One row per candidate that no rule refuses and offer that it may come with. Sure buyers get no coupon, and a trigger without offers none.
-- A coupon is expected to work from the depth on that the user's coupons had, and a deeper one no better: so the one of the highest expected margin
-- is the smallest that works, or none. Who has redeemed none, or ordered too seldom to tell, is expected to need none.

with sensitivity as (
    select
        sensitivity.user_id,
        -- What coupons saved is known to the cent, hence whole per cents.
        case when sensitivity.order_count >= rules.coupon_evidence_orders then {{ rounded('sensitivity.coupon_saved_share', 2) }} end as taken_share,
        -- How often the user redeems coupons beside others, at most twice as often.
        least(
            sensitivity.shrunk_coupon_order_share / nullif({{ average('sensitivity.shrunk_coupon_order_share') }} over (), 0), 2
        ) as coupon_liking
    from {{ ref('user_price_sensitivity') }} as sensitivity
    cross join {{ ref('int_contact_rules') }} as rules
),

judged as (
    select
        worth.*,
        offers.offer,
        offers.depth_share,
        offers.cost_amount,
        sensitivity.coupon_liking,
        coalesce(offers.is_coupon and offers.depth_share >= sensitivity.taken_share, false) as is_expected_to_work
    from {{ ref('int_candidate_worth') }} as worth
    inner join {{ ref('offers') }} as offers on {{ listed('offers.offer', 'worth.offers') }}
    left join sensitivity on worth.user_id = sensitivity.user_id
    where worth.refused_by is null and (offers.offer = 'none' or (worth.allows_offer and not worth.is_sure_buyer))
),

expected as (
    select
        judged.*,
        judged.effect_orders * case
            when judged.is_expected_to_work and judged.effect_orders > 0 then 1 + (rules.coupon_effect_factor - 1) * judged.coupon_liking
            else 1
        end as offer_effect_orders
    from judged
    cross join {{ ref('int_contact_rules') }} as rules
),

-- A coupon is redeemed for the orders that it adds and for those that would have come anyway.
costed as (
    select
        *,
        cost_amount + depth_share * coalesce(net_an_order, 0) * greatest(offer_effect_orders + coalesce(order_chance, 0), 0) as offer_cost
    from expected
)

select
    user_id,
    trigger,
    item_id,
    category_id,
    offer,
    depth_share,
    is_expected_to_work,
    {{ rounded('offer_effect_orders') }} as offer_effect_orders,
    cast({{ rounded('offer_cost', 4) }} as decimal(18, 4)) as offer_cost,
    {{ rounded('offer_effect_orders * cast(margin_an_order as double) - offer_cost - cast(channel_cost as double)', 4) }} as expected_margin
from costed
