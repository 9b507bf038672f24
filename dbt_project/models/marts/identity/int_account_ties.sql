-- One row per account and key that it shares with another account. Of accounts that are one, the first in place gives its id.

with keys as (
    select
        account_id,
        is_guest,
        key_kind,
        key_hash
    from {{ ref('int_account_keys') }}
    where user_count <= {{ var('key_users') }}
),

counted as (
    select
        *,
        count(*) over (partition by key_kind, key_hash) as account_count
    from keys
),

ties as (
    select * from counted
    where account_count > 1
),

first_orders as (
    select
        account_id,
        min(ordered_at) as first_ordered_at
    from {{ ref('int_order_accounts') }}
    where account_id in (select ties.account_id from ties)
    group by account_id
)

select
    ties.account_id,
    ties.key_kind,
    ties.key_hash,
    dense_rank() over (
        order by ties.is_guest, coalesce(first_orders.first_ordered_at, timestamp '9999-12-31 00:00:00'), ties.account_id
    ) as place
from ties
left join first_orders on ties.account_id = first_orders.account_id
