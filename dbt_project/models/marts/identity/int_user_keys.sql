-- One row per key, the hash of an e-mail address, a phone number or a loyalty card, and user or guest who has it; merged users are one.
{#- A guest is counted by the first key of the order, so that a till's phone number with a thousand addresses has a thousand. -#}
{%- set hashes -%}
{% for kind in account_keys() %}{{ kind }}_hash{{ ', ' if not loop.last }}{% endfor %}
{%- endset %}

with reported as (
    {%- for kind in account_keys() %}
    select
        user_id,
        false as is_guest,
        '{{ kind }}' as key_kind,
        {{ kind }}_hash as key_hash,
        registered_at as seen_at,
        true as is_profile
    from {{ ref('current_users') }}
    where {{ kind }}_hash is not null

    union all

    select
        coalesce(user_id, 'guest:' || coalesce({{ hashes }})) as user_id,
        user_id is null as is_guest,
        '{{ kind }}' as key_kind,
        {{ kind }}_hash as key_hash,
        ordered_at as seen_at,
        false as is_profile
    from {{ ref('current_orders') }}
    where {{ kind }}_hash is not null
    {%- if not loop.last %}

    union all
    {% endif %}
    {%- endfor %}
),

of_merged as (
    select
        coalesce(merged_users.last_user_id, reported.user_id) as user_id,
        reported.is_guest,
        reported.key_kind,
        reported.key_hash,
        min(reported.seen_at) as first_seen_at,
        bool_or(reported.is_profile) as is_in_profile,
        bool_or(not reported.is_profile) as is_in_orders
    from reported
    left join {{ ref('int_merged_users') }} as merged_users on reported.user_id = merged_users.user_id
    group by 1, 2, 3, 4
)

select
    user_id,
    is_guest,
    key_kind,
    key_hash,
    first_seen_at,
    is_in_profile,
    is_in_orders,
    count(*) over (partition by key_kind, key_hash) as user_count
from of_merged
