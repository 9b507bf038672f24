-- The rank correlation of the shrunk share of orders with a coupon with the planted sensitivity to prices.
with found as (
    select
        users.price_sensitivity,
        sensitivity.shrunk_coupon_order_share as share,
        facts.line_count >= 10 as has_ten_lines
    from shop.users.user_price_sensitivity as sensitivity
    inner join truth.users as users on sensitivity.user_id = users.user_id
    inner join (
        select user_id, count(*) as line_count
        from shop.identity.int_joined_order_lines where is_counted group by user_id
    ) as facts on sensitivity.user_id = facts.user_id
    where sensitivity.shrunk_coupon_order_share is not null
),

ranked as (
    select
        who,
        rank() over (partition by who order by price_sensitivity) + (count(*) over (partition by who, price_sensitivity) - 1) / 2.0 as true_rank,
        rank() over (partition by who order by share) + (count(*) over (partition by who, share) - 1) / 2.0 as found_rank
    from (
        select 'all' as who, * from found
        union all
        select 'ten' as who, * from found where has_ten_lines
    )
)

select
    corr(true_rank, found_rank) filter (where who = 'ten') as "coupons: rank correlation, buyers of 10 lines",
    corr(true_rank, found_rank) filter (where who = 'all') as "coupons: rank correlation, all buyers"
from ranked
