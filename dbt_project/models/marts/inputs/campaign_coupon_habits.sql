-- One row per user: orders in the days for which the user is known, how often the user redeems coupons, and what they take off.

select
    user_facts.user_id,
    user_facts.order_count,
    {{ days_since('least(user_facts.first_seen_date, user_facts.first_order_date)', 'user_facts.as_of_date') }} + 1 as known_days,
    habits.coupon_saved_share,
    habits.shrunk_coupon_order_share
from {{ ref('user_facts') }} as user_facts
left join {{ ref('user_price_sensitivity') }} as habits on user_facts.user_id = habits.user_id
