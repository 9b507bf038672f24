-- One row per user and date: what the user did afterwards; null where that future is not over, or the question does not arise.

with user_dates as (
    select
        user_dates.user_id,
        user_dates.as_of_date,
        user_dates.period_number,
        attribute_dates.is_complete_30_days,
        attribute_dates.is_complete_90_days
    from {{ ref('int_user_dates') }} as user_dates
    inner join {{ ref('int_attribute_dates') }} as attribute_dates on user_dates.as_of_date = attribute_dates.as_of_date
),

order_periods as (
    select * from {{ ref('int_user_order_periods') }}
),

-- The next 30 days of a date are the period after its own. Orders of dates after as-of (period -1) are in nobody's future.
around as (
    select
        user_dates.user_id,
        user_dates.as_of_date,
        bool_or(order_periods.order_count > 0 and order_periods.period_number between user_dates.period_number and user_dates.period_number + 2)
            as has_bought_90_days,
        bool_or(order_periods.order_count > 0 and order_periods.period_number = user_dates.period_number - 1) as has_ordered_30_days,
        bool_or(order_periods.order_count > 0 and order_periods.period_number < user_dates.period_number) as has_ordered_90_days,
        count(*) filter (where order_periods.period_number = user_dates.period_number - 1) as period_count_30_days,
        sum(order_periods.net_amount) filter (where order_periods.period_number = user_dates.period_number - 1) as spend_30_days
    from user_dates
    inner join order_periods
        on
            user_dates.user_id = order_periods.user_id
            and order_periods.period_number between user_dates.period_number - 3 and user_dates.period_number + 2
            and order_periods.period_number >= 0
    group by user_dates.user_id, user_dates.as_of_date
),

-- Groups are known at month-ends and as-of: that of a date is the one of the last of these until then.
group_dates as (
    select * from {{ ref('int_as_of_dates') }}
),

attribute_dates as (
    select * from {{ ref('int_attribute_dates') }}
),

group_moves as (
    select
        attribute_dates.as_of_date,
        max(case when group_dates.as_of_date <= attribute_dates.as_of_date then group_dates.as_of_date end) as group_date,
        max(group_dates.as_of_date) as later_group_date
    from attribute_dates
    inner join group_dates on group_dates.as_of_date <= attribute_dates.as_of_date + interval 90 day
    where attribute_dates.is_complete_90_days
    group by attribute_dates.as_of_date
),

high_values as (
    select
        user_id,
        as_of_date as group_date
    from {{ ref('int_user_scores') }}
    where user_group = 'high_value'
),

user_outcomes as (
    select
        user_dates.user_id,
        user_dates.as_of_date,
        case when user_dates.is_complete_30_days then coalesce(around.has_ordered_30_days, false) end
            as ordered_within_30_days,
        cast(case
            when not user_dates.is_complete_30_days then null
            when coalesce(around.period_count_30_days, 0) = 0 then 0
            else around.spend_30_days
        end as decimal(18, 4)) as spend_within_30_days,
        case when user_dates.is_complete_90_days then coalesce(around.has_ordered_90_days, false) end
            as ordered_within_90_days,
        case
            when user_dates.is_complete_90_days and before.user_id is null then after.user_id is not null
        end as became_high_value,
        case
            when user_dates.is_complete_90_days and around.has_bought_90_days
                then not coalesce(around.has_ordered_90_days, false)
        end as stopped_buying
    from user_dates
    left join around
        on user_dates.user_id = around.user_id and user_dates.as_of_date = around.as_of_date
    left join group_moves on user_dates.as_of_date = group_moves.as_of_date
    left join high_values as before
        on user_dates.user_id = before.user_id and group_moves.group_date = before.group_date
    left join high_values as after
        on user_dates.user_id = after.user_id and group_moves.later_group_date = after.group_date
)

select * from user_outcomes
