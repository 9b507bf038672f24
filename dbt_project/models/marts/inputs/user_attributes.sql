-- One row per user and date as of which attributes are known: what was known by then, and what followed.

with attribute_dates as (
    select * from {{ ref('int_attribute_dates') }}
),

outcomes as (
    select * from {{ ref('int_user_outcomes') }}
),

past_users as (
    select distinct outcomes.user_id
    from outcomes
    inner join attribute_dates on outcomes.as_of_date = attribute_dates.as_of_date
    where not attribute_dates.is_today
),

past_dates as (
    select count(*) as date_count
    from attribute_dates
    where not is_today
),

-- Whoever reads at most so many rows gets whole users, by chance and the same every day.
draws as (
    select
        past_users.user_id,
        row_number() over (order by md5(past_users.user_id || '0'), past_users.user_id) * past_dates.date_count as rows_until
    from past_users
    cross join past_dates
)

select
    attribute_dates.period_number,
    case when not attribute_dates.is_today then draws.rows_until end as rows_until,
    outcomes.ordered_within_30_days,
    outcomes.became_high_value,
    outcomes.stopped_buying,
    outcomes.spend_within_30_days,
    attributes.*
from {{ ref('int_user_attributes') }} as attributes
inner join attribute_dates on attributes.as_of_date = attribute_dates.as_of_date
inner join outcomes on attributes.user_id = outcomes.user_id and attributes.as_of_date = outcomes.as_of_date
left join draws on attributes.user_id = draws.user_id
