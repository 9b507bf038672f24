-- One row per user and date whose profile the shop had reported by then: the version then in force.
{%- set profile = {
    'birth_year': 'bigint', 'gender': 'string', 'occupation': 'string', 'city': 'string', 'referrer_user_id': 'string',
    'consent_email': 'boolean', 'consent_sms': 'boolean', 'consent_push': 'boolean', 'consent_ads': 'boolean'
} %}

with users_versions as (
    select * from {{ ref('int_users_versions') }}
),

user_dates as (
    select * from {{ ref('int_user_dates') }}
),

-- Of a load day's rows of a user the first of the last file counts; it is in force until a later load day reports another.
reported as (
    select
        *,
        row_number() over (
            partition by user_id, load_date
            order by {{ file_order() }} desc, row_number asc
        ) as place
    from users_versions
),

-- What a file does not have stays as it was reported before.
kept as (
    select
        user_id,
        load_date
        {%- for name, type in profile.items() %},
        {{ last_reported(name, type, 'partition by user_id order by load_date, ' ~ file_order() ~ ', row_number desc') }} as {{ name }}
        {%- endfor %},
        place
    from reported
),

in_force as (
    select
        *,
        lead(load_date) over (partition by user_id order by load_date) as next_load_date
    from kept
    where place = 1
),

-- Whose profile is the person's is known with today's knowledge.
profiles as (
    select
        user_id,
        account_id
    from {{ ref('int_joined_users') }}
),

profile_dates as (
    select
        user_dates.user_id,
        user_dates.as_of_date,
        cast(extract(year from user_dates.as_of_date) - in_force.birth_year as bigint) as age,
        in_force.gender,
        in_force.occupation,
        in_force.city,
        in_force.consent_email,
        in_force.consent_sms,
        in_force.consent_push,
        in_force.consent_ads,
        in_force.referrer_user_id is not null as has_referrer
    from user_dates
    inner join profiles on user_dates.user_id = profiles.user_id
    inner join in_force
        on
            profiles.account_id = in_force.user_id
            and user_dates.as_of_date >= in_force.load_date
            and user_dates.as_of_date < coalesce(in_force.next_load_date, date '9999-12-31')
)

select * from profile_dates
