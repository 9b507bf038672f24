-- One row per user and item that the user gave back, by a returned line or a refund of all that was paid for it, and has not bought and kept since.

with lines as (
    select
        user_id,
        item_id,
        order_date,
        return_date,
        is_counted,
        coalesce(is_counted and return_amount > 0 and return_amount >= gross_amount - discount_amount, false) as is_refunded
    from {{ ref('int_joined_order_lines') }}
    where user_id is not null and item_id is not null
),

dates as (
    select
        user_id,
        item_id,
        max(case when not is_refunded then return_date end) as returned_date,
        max(case when is_refunded then order_date end) as refunded_date,
        max(case when is_counted and not is_refunded then order_date end) as kept_date
    from lines
    group by user_id, item_id
),

latest as (
    select
        *,
        greatest(returned_date, refunded_date) as return_date,
        -- When it was refunded nobody says: the day is that of the order.
        refunded_date is not null and coalesce(returned_date < refunded_date, true) as is_refund
    from dates
)

select
    user_id,
    item_id,
    return_date,
    is_refund
from latest
where return_date is not null and coalesce(kept_date <= return_date, true)
