-- One row per audience and user on it, with the columns that may leave the house.

with audiences as (
    select * from {{ ref('audiences') }}
),

consents as (
    select * from {{ ref('int_audience_consents') }}
),

known as (
    select
        'group' as kind,
        user_group as value,
        user_id
    from {{ ref('user_groups') }}

    union all

    select
        'segment' as kind,
        rfm_segment as value,
        user_id
    from {{ ref('user_rfm') }}

    union all

    select
        'cluster' as kind,
        cluster_id as value,
        user_id
    from {{ source('users', 'user_clusters') }}

    union all

    select distinct
        'tag' as kind,
        tag as value,
        user_id
    from {{ ref('user_tags') }}

    union all

    select
        'tag' as kind,
        tag || ':' || tag_value as value,
        user_id
    from {{ ref('user_tags') }}
    where tag_value is not null
),

-- The newest e-mail address, as the keyed hash that the shop delivers. What holds an @ is no hash.
email_hashes as (
    select
        user_id,
        key_value as email_hash,
        row_number() over (partition by user_id order by since_at desc nulls last, key_value) as place
    from {{ ref('user_identities') }}
    where key_kind = 'email' and status = 'joins' and key_value not like '%@%'
)

select
    audiences.audience,
    known.user_id as external_id,
    email_hashes.email_hash,
    coalesce(of_emails.is_given, false) as consent_email,
    coalesce(of_ads.is_given, false) as consent_ads,
    user_groups.user_group,
    user_rfm.rfm_segment,
    {{ is_named_outside('known.user_id') }} as is_named
from audiences
inner join known on audiences.kind = known.kind and audiences.value = known.value
left join consents as of_emails on known.user_id = of_emails.user_id and of_emails.channel = 'email'
left join consents as of_ads on known.user_id = of_ads.user_id and of_ads.channel = 'ads'
left join email_hashes on known.user_id = email_hashes.user_id and email_hashes.place = 1
left join {{ ref('user_groups') }} as user_groups on known.user_id = user_groups.user_id
left join {{ ref('user_rfm') }} as user_rfm on known.user_id = user_rfm.user_id
