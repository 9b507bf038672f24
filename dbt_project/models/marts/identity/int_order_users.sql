-- One row per order that counts as another user's than it landed with, or as a user's although it landed as a guest's.

with order_users as (
    select
        order_accounts.order_id,
        order_accounts.user_id as landed_user_id,
        coalesce(accounts.user_id, order_accounts.account_id) as user_id
    from {{ ref('int_order_accounts') }} as order_accounts
    left join {{ ref('int_user_accounts') }} as accounts on order_accounts.account_id = accounts.account_id
)

select
    order_id,
    user_id
from order_users
where user_id is distinct from landed_user_id
