-- One row per month-end and group that has users.
with user_group_months as (
    select * from {{ ref('user_group_months') }}
),

counted as (
    select
        month_end_date,
        user_group,
        count(*) as user_count,
        count(*) filter (where previous_user_group is null) as new_user_count,
        count(*) filter (where previous_user_group <> user_group) as moved_in_count
    from user_group_months
    group by month_end_date, user_group
),

user_group_counts as (
    select
        month_end_date,
        user_group,
        user_count,
        {{ share('user_count', 'sum(user_count) over (partition by month_end_date)') }} as user_share,
        new_user_count,
        moved_in_count
    from counted
)

select * from user_group_counts
