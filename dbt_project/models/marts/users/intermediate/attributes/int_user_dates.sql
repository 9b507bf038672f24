-- One row per user and date of int_attribute_dates by which the user was known: all users as of today, at most history_users of them before.

with attribute_dates as (
    select * from {{ ref('int_attribute_dates') }}
),

users as (
    select
        user_id,
        max(period_number) as first_period
    from {{ ref('int_user_behavior_periods') }}
    group by user_id
),

-- By a hash of the id, so that the same users are drawn whatever else the shop holds.
drawn as (
    select
        *,
        row_number() over (order by md5(user_id), user_id) <= {{ var('history_users') }} as has_history
    from users
),

user_dates as (
    select
        drawn.user_id,
        attribute_dates.as_of_date,
        attribute_dates.period_number,
        attribute_dates.newest_period
    from drawn
    inner join attribute_dates on drawn.first_period >= attribute_dates.newest_period
    where drawn.has_history or attribute_dates.is_today
)

select * from user_dates
