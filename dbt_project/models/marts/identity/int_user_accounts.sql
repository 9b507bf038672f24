-- One row per account that counts as another user: by the shop's word, or because a key leads from one to the other.
{#- Persons whose accounts hang together over a longer chain of keys are joined in part, and a warning lists them. -#}
{%- set steps = 6 %}

with step_0 as (
    select distinct
        account_id,
        place
    from {{ ref('int_account_ties') }}
),

{%- for step in range(1, steps + 1) %}

key_places_{{ step }} as (
    select
        ties.key_kind,
        ties.key_hash,
        min(accounts.place) as place
    from {{ ref('int_account_ties') }} as ties
    inner join step_{{ step - 1 }} as accounts on ties.account_id = accounts.account_id
    group by ties.key_kind, ties.key_hash
),

step_{{ step }} as (
    select
        ties.account_id,
        min(key_places.place) as place
    from {{ ref('int_account_ties') }} as ties
    inner join key_places_{{ step }} as key_places on ties.key_kind = key_places.key_kind and ties.key_hash = key_places.key_hash
    group by ties.account_id
),
{%- endfor %}

-- Whoever was found by an account that was itself found by another goes on to that one: twice as far.
last_places as (
    select
        accounts.account_id,
        found.place
    from step_{{ steps }} as accounts
    inner join step_0 as finders on accounts.place = finders.place
    inner join step_{{ steps }} as found on finders.account_id = found.account_id
),

tied as (
    select
        accounts.account_id,
        users.account_id as user_id
    from last_places as accounts
    inner join step_0 as users on accounts.place = users.place
    where accounts.account_id <> users.account_id
),

merged as (
    select
        merged_users.user_id as account_id,
        coalesce(tied.user_id, merged_users.last_user_id) as user_id
    from {{ ref('int_merged_users') }} as merged_users
    left join tied on merged_users.last_user_id = tied.account_id
    where merged_users.last_user_id is not null
)

select
    account_id,
    user_id
from merged

union all

select
    account_id,
    user_id
from tied
