-- One row per key, the hash of an e-mail address or a phone number, and user who has it, by the profile or by an order; merged users are one.

with reported as (
    {%- for kind in account_keys() %}
    {%- for table in ['current_users', 'current_orders'] %}
    select
        user_id,
        '{{ kind }}' as key_kind,
        {{ kind }}_hash as key_hash
    from {{ ref(table) }}
    where user_id is not null and {{ kind }}_hash is not null
    {{- ' union' if not (loop.last and kind == account_keys() | last) }}
    {%- endfor %}
    {%- endfor %}
),

of_merged as (
    select distinct
        coalesce(merged_users.last_user_id, reported.user_id) as user_id,
        reported.key_kind,
        reported.key_hash
    from reported
    left join {{ ref('int_merged_users') }} as merged_users on reported.user_id = merged_users.user_id
)

select
    user_id,
    key_kind,
    key_hash,
    count(*) over (partition by key_kind, key_hash) as user_count
from of_merged
