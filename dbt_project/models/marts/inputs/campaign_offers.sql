-- One row per offer that a message may come with.

select
    offer,
    depth_share,
    cost_amount,
    is_coupon
from {{ ref('offers') }}
