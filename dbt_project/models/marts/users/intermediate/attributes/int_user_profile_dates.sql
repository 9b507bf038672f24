-- One row per user and date whose profile the shop had told by then: the version then in force.
{{ config(schema='staging') }}

with users_versions as (
    select * from {{ ref('int_users_versions') }}
),

user_dates as (
    select * from {{ ref('int_user_dates') }}
),

-- Of a load day's rows of a user the first counts; it is in force until a later load day tells another.
told as (
    select
        *,
        row_number() over (partition by user_id, load_date order by {{ delivery_order() }}) as place
    from users_versions
),

in_force as (
    select
        *,
        lead(load_date) over (partition by user_id order by load_date) as next_load_date
    from told
    where place = 1
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
    inner join in_force
        on
            user_dates.user_id = in_force.user_id
            and user_dates.as_of_date >= in_force.load_date
            and user_dates.as_of_date < coalesce(in_force.next_load_date, date '9999-12-31')
)

select * from profile_dates
