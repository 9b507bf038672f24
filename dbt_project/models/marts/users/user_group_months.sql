-- One row per user and month-end from the first order on: the group by what was ordered until then.
with user_scores as (
    select * from {{ ref('int_user_scores') }}
),

user_group_months as (
    select
        user_id,
        as_of_date as month_end_date,
        user_group,
        recency_score,
        frequency_score,
        quantity_score,
        purchasing_score,
        mean_score,
        recency_days,
        order_count,
        unit_count,
        price_percentile,
        lag(user_group) over (partition by user_id order by as_of_date) as previous_user_group
    from user_scores
    where as_of_date = last_day(as_of_date)
)

select * from user_group_months
