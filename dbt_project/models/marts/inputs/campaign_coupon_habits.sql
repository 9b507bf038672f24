-- One row per user with an order: how often the user redeems coupons, and what they take off.

select
    user_id,
    order_count,
    coupon_saved_share,
    shrunk_coupon_order_share
from {{ ref('user_price_sensitivity') }}
