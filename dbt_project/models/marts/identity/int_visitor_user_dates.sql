-- One row per recent as-of date, visitor and span of time in which its clicks are one user's by what was known then; int_visitor_users says
-- it of today. Whoever had signed in last by then has all that came after.

with attribute_dates as (
    select * from {{ ref('int_as_of_dates') }}
    where months_back <= 2
),

known as (
    select
        attribute_dates.as_of_date,
        visitor_users.*,
        lead(visitor_users.until_at) over (
            partition by attribute_dates.as_of_date, visitor_users.visitor_id
            order by visitor_users.until_at
        ) as next_until_at
    from {{ ref('int_visitor_users') }} as visitor_users
    inner join attribute_dates on visitor_users.first_signed_in_date <= attribute_dates.last_date
)

select
    as_of_date,
    visitor_id,
    user_id,
    after_at,
    case when next_until_at is null then timestamp '9999-12-31 00:00:00' else until_at end as until_at
from known
