-- One row per account that counts as another user: by the shop's word, or because a key leads from one to the other.
{#- Persons whose accounts hang together over very many keys are joined in part, and a warning lists them. -#}
{%- set steps = 6 %}

with step_0 as (
    select
        account_id,
        key_kind,
        key_hash,
        place
    from {{ ref('int_account_ties') }}
),

{%- for step in range(1, steps + 1) %}

keyed_{{ step }} as (
    select
        *,
        min(place) over (partition by key_kind, key_hash) as key_place
    from step_{{ step - 1 }}
),

-- All accounts at one place go on to the first place that a key of any of them has,
reached_{{ step }} as (
    select
        account_id,
        key_kind,
        key_hash,
        place,
        min(key_place) over (partition by place) as next_place
    from keyed_{{ step }}
),

-- and from there at once to where those of that place go.
step_{{ step }} as (
    select
        reached.account_id,
        reached.key_kind,
        reached.key_hash,
        onward.next_place as place
    from reached_{{ step }} as reached
    inner join (select distinct place, next_place from reached_{{ step }}) as onward on reached.next_place = onward.place
),
{%- endfor %}

users as (
    select distinct
        account_id,
        place
    from step_0
),

accounts as (
    select distinct
        account_id,
        place
    from step_{{ steps }}
),

tied as (
    select
        accounts.account_id,
        users.account_id as user_id
    from accounts
    inner join users on accounts.place = users.place
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
