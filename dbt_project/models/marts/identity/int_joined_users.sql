-- One row per user whom the shop described: by the profile of the user's own id, else of the account that registered first.
{{ config(materialized='view') }}

with described as (
    select
        users.*,
        coalesce(accounts.user_id, users.user_id) as joined_user_id
    from {{ ref('current_users') }} as users
    left join {{ ref('int_user_accounts') }} as accounts on users.user_id = accounts.account_id
),

profiles as (
    select
        *,
        row_number() over (
            partition by joined_user_id
            order by
                case when user_id = joined_user_id then 0 else 1 end,
                coalesce(registered_at, timestamp '9999-12-31 00:00:00'),
                user_id
        ) as place
    from described
)

select
    profiles.joined_user_id as user_id,
    profiles.user_id as account_id,
    profiles.registered_at,
    profiles.registered_at_local,
    profiles.birth_year,
    profiles.gender,
    profiles.city,
    profiles.occupation,
    coalesce(referrers.user_id, profiles.referrer_user_id) as referrer_user_id,
    profiles.consent_email,
    profiles.consent_sms,
    profiles.consent_push,
    profiles.consent_ads
from profiles
left join {{ ref('int_user_accounts') }} as referrers on profiles.referrer_user_id = referrers.account_id
where profiles.place = 1
