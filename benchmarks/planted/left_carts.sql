-- Macro-F1 of the reasons of left carts, of users known by name, whose planted reason is that of the wish.
with planted as (
    select user_id, item_id, arg_max(reason, left_at) as reason, arg_max(is_shown, left_at) as is_shown, max(left_at)::date as left_on
    from truth.left_carts where user_id is not null
    group by user_id, item_id
),

pairs as (
    select
        planted.reason as true_reason,
        case found.reason
            when 'out_of_stock' then 'stock' when 'left_at_checkout' then 'delivery_cost' when 'unknown' then 'something_else'
            when 'bought_other' then 'comparing' when 'price_rose' then 'price' when 'price_above_band' then 'price'
            else found.reason
        end as found_reason,
        planted.is_shown
    from shop.users.abandoned_items as found
    inner join planted on found.user_id = planted.user_id and found.item_id = planted.item_id
    where found.wish_kind = 'cart' and abs(found.wished_date - planted.left_on) <= 1
),

named as (select distinct true_reason as reason from pairs),

scores as (
    select
        named.reason,
        2.0 * count(*) filter (where pairs.true_reason = named.reason and pairs.found_reason = named.reason)
        / (count(*) filter (where pairs.true_reason = named.reason) + count(*) filter (where pairs.found_reason = named.reason)) as f1,
        2.0 * count(*) filter (where is_shown and pairs.true_reason = named.reason and pairs.found_reason = named.reason)
        / (count(*) filter (where is_shown and pairs.true_reason = named.reason) + count(*) filter (where is_shown and pairs.found_reason = named.reason)) as shown_f1
    from named cross join pairs group by named.reason
)
select
    avg(f1) as "left carts: macro-F1",
    avg(shown_f1) as "left carts: macro-F1 of those that show their reason",
    (select count(*) from pairs) as "left carts: judged"
from scores
