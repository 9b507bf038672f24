-- One row per user, with the columns of lists of users that may leave the house.

with consents as (
    select * from {{ ref('int_audience_consents') }}
),

-- The newest e-mail address, as the keyed hash that the shop delivers. What holds an @ is no hash.
email_hashes as (
    select
        user_id,
        key_value as email_hash,
        row_number() over (partition by user_id order by since_at desc nulls last, key_value asc) as place
    from {{ ref('user_identities') }}
    where key_kind = 'email' and status = 'joins' and key_value not like '%@%'
)

select
    users.user_id as external_id,
    email_hashes.email_hash,
    coalesce(of_emails.is_given, false) as consent_email,
    coalesce(of_ads.is_given, false) as consent_ads,
    user_groups.user_group,
    user_rfm.rfm_segment,
    {{ is_named('users.user_id') }} as is_named
from {{ ref('user_facts') }} as users
left join consents as of_emails on users.user_id = of_emails.user_id and of_emails.channel = 'email'
left join consents as of_ads on users.user_id = of_ads.user_id and of_ads.channel = 'ads'
left join email_hashes on users.user_id = email_hashes.user_id and email_hashes.place = 1
left join {{ ref('user_groups') }} as user_groups on users.user_id = user_groups.user_id
left join {{ ref('user_rfm') }} as user_rfm on users.user_id = user_rfm.user_id
