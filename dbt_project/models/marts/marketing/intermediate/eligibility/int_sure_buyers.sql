-- One row per user who orders without a coupon: among those most likely to order, and no oftener by coupon than others of the shop.

with chances as (
    select
        propensity.user_id,
        propensity.order_probability,
        percent_rank() over (order by propensity.order_probability) as chance_rank,
        sensitivity.shrunk_coupon_order_share,
        {{ average('sensitivity.shrunk_coupon_order_share') }} over () as usual_coupon_order_share
    from {{ source('users', 'user_propensity') }} as propensity
    left join {{ ref('user_price_sensitivity') }} as sensitivity on propensity.user_id = sensitivity.user_id
    where propensity.order_probability is not null
)

select
    chances.user_id,
    chances.order_probability
from chances
cross join {{ ref('int_contact_rules') }} as rules
where
    chances.chance_rank >= 1 - rules.sure_buyer_share
    and coalesce(chances.shrunk_coupon_order_share <= chances.usual_coupon_order_share, true)
