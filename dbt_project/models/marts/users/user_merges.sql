-- One row per account that counts as another user, with the evidence: the shop's word, or a key and the account with which it is shared.
with keys as (
    select
        ties.account_id,
        ties.place,
        ties.key_kind,
        ties.key_hash,
        keys.first_seen_at
    from {{ ref('int_account_ties') }} as ties
    inner join {{ ref('int_account_keys') }} as keys
        on ties.account_id = keys.account_id and ties.key_kind = keys.key_kind and ties.key_hash = keys.key_hash
),

-- A key shared with the account that gives the person its id comes first, since that account has the first place.
shared_keys as (
    select
        own.account_id,
        own.key_kind,
        own.key_hash,
        others.account_id as shared_with,
        greatest(own.first_seen_at, others.first_seen_at) as since_at,
        row_number() over (partition by own.account_id order by others.place, own.key_kind, own.key_hash) as place
    from keys as own
    inner join keys as others on own.key_kind = others.key_kind and own.key_hash = others.key_hash
    where own.account_id <> others.account_id
),

evidence as (
    select
        accounts.account_id as merged_user_id,
        accounts.user_id,
        coalesce(shared_keys.key_kind, 'merged_by_shop') as reason,
        shared_keys.key_hash as key_value,
        coalesce(shared_keys.shared_with, merged_users.merged_into_user_id) as shared_with_user_id,
        shared_keys.since_at
    from {{ ref('int_user_accounts') }} as accounts
    left join {{ ref('int_merged_users') }} as merged_users on accounts.account_id = merged_users.user_id
    left join shared_keys on accounts.account_id = shared_keys.account_id and shared_keys.place = 1
)

select * from evidence
