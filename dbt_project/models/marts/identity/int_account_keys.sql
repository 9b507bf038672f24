-- One row per account and key of it that may join it with others: a user's, or one of a guest's orders.
{{ config(materialized='view') }}

select
    user_id as account_id,
    false as is_guest,
    key_kind,
    key_hash
from {{ ref('int_user_keys') }}
where user_count <= {{ var('key_users') }}
{%- for kind in account_keys() %}

union

select
    account_id,
    true as is_guest,
    '{{ kind }}' as key_kind,
    {{ kind }}_hash as key_hash
from {{ ref('int_order_accounts') }}
where user_id is null and {{ kind }}_hash is not null
{%- endfor %}
