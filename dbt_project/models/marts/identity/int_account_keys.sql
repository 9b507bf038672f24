-- One row per account and key that it has, also where so many have the key that it joins nobody.

select
    user_id as account_id,
    is_guest,
    key_kind,
    key_hash,
    first_seen_at,
    is_in_profile,
    is_in_orders,
    user_count
from {{ ref('int_user_keys') }}
where not is_guest or (user_count > {{ var('key_users') }} and user_id <> 'guest:' || key_hash)
{%- for kind in account_keys() %}

union all

select
    orders.account_id,
    true as is_guest,
    '{{ kind }}' as key_kind,
    orders.{{ kind }}_hash as key_hash,
    min(orders.ordered_at) as first_seen_at,
    false as is_in_profile,
    true as is_in_orders,
    max(keys.user_count) as user_count
from {{ ref('int_order_accounts') }} as orders
inner join {{ ref('int_user_keys') }} as keys
    on keys.is_guest and keys.key_kind = '{{ kind }}' and orders.{{ kind }}_hash = keys.key_hash
where orders.user_id is null
group by orders.account_id, orders.{{ kind }}_hash
{%- endfor %}
