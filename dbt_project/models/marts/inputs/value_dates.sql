-- The day as of which users are valued, and the day in the past as of which they are valued too, to be evaluated on what followed.

with as_of as (
    select * from {{ ref('as_of') }}
),

first_order as (
    select min(order_date) as order_date
    from {{ ref('int_joined_orders') }}
    where is_counted and user_id is not null
),

-- Held back is the horizon, or a quarter of a history that is too short for it.
dates as (
    select
        as_of.as_of_date,
        cast({{ var('value_horizon_days') }} as bigint) as horizon_days,
        cast(greatest(1, least(
            {{ var('value_horizon_days') }},
            {{ whole_quotient(days_between('coalesce(first_order.order_date, as_of.as_of_date)', 'as_of.as_of_date'), 4) }}
        )) as bigint) as evaluation_days
    from as_of
    cross join first_order
)

select
    as_of_date,
    horizon_days,
    {{ date_after('as_of_date', '-evaluation_days') }} as evaluation_date,
    evaluation_days
from dates
