-- One row per order of somebody known: the account that ordered, a user's or, of a guest with a key, one named after the key.
{{ config(materialized='view') }}

with crowded_keys as (
    select distinct
        key_kind,
        key_hash
    from {{ ref('int_user_keys') }}
    where user_count > {{ var('key_users') }}
),

keyed as (
    select
        orders.order_id,
        orders.user_id,
        orders.ordered_at
        {%- for kind in account_keys() %},
        case when crowded_{{ kind }}s.key_hash is null then orders.{{ kind }}_hash end as {{ kind }}_hash
        {%- endfor %}
    from {{ ref('current_orders') }} as orders
    {%- for kind in account_keys() %}
    left join crowded_keys as crowded_{{ kind }}s
        on crowded_{{ kind }}s.key_kind = '{{ kind }}' and orders.{{ kind }}_hash = crowded_{{ kind }}s.key_hash
    {%- endfor %}
)

select
    keyed.order_id,
    keyed.user_id,
    coalesce(
        merged_users.last_user_id, keyed.user_id, 'guest:' || coalesce({% for kind in account_keys() %}keyed.{{ kind }}_hash{{ ', ' if not loop.last }}{% endfor %})
    ) as account_id,
    keyed.ordered_at
    {%- for kind in account_keys() %},
    keyed.{{ kind }}_hash
    {%- endfor %}
from keyed
left join {{ ref('int_merged_users') }} as merged_users on keyed.user_id = merged_users.user_id
where coalesce(keyed.user_id, {% for kind in account_keys() %}keyed.{{ kind }}_hash{{ ', ' if not loop.last }}{% endfor %}) is not null
