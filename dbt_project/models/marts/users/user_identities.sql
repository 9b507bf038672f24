-- One row per key and user who has it: the hash of an e-mail address, a phone number or a loyalty card, or a device on which the user signed in.
with strong as (
    select
        coalesce(accounts.user_id, keys.account_id) as user_id,
        keys.key_kind,
        keys.key_hash as key_value,
        min(keys.first_seen_at) as since_at,
        bool_or(keys.is_in_profile) as is_in_profile,
        bool_or(keys.is_in_orders) as is_in_orders,
        max(keys.user_count) as user_count
    from {{ ref('int_account_keys') }} as keys
    left join {{ ref('int_user_accounts') }} as accounts on keys.account_id = accounts.account_id
    group by 1, 2, 3
),

identities as (
    select
        user_id,
        key_kind,
        key_value,
        since_at,
        case
            when is_in_profile and is_in_orders then 'profile_and_orders'
            when is_in_profile then 'profile'
            else 'orders'
        end as found_in,
        case when user_count > {{ var('key_users') }} then 'joins_nobody' else 'joins' end as status,
        user_count
    from strong

    union all

    select
        user_id,
        'device' as key_kind,
        md5(visitor_id) as key_value,
        first_signed_in_at as since_at,
        'sign_ins' as found_in,
        case
            when user_count > {{ var('key_users') }} then 'joins_nobody'
            when user_count > 1 then 'goes_by_time'
            else 'joins'
        end as status,
        user_count
    from {{ ref('int_visitor_sign_ins') }}
    where is_device
)

select * from identities
