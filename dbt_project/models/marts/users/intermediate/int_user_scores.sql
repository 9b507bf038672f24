-- One row per user and date of int_as_of_dates by which the user had ordered: scores and group.

with group_dates as (
    select * from {{ ref('int_as_of_dates') }}
),

bought_lines as (
    select * from {{ ref('int_bought_lines') }}
),

-- Month-ends are seen by event time with today's knowledge: what was ordered until then.
bought as (
    select
        group_dates.as_of_date,
        bought_lines.user_id,
        max(bought_lines.order_date) as last_order_date,
        count(distinct bought_lines.order_id) as order_count,
        cast(sum(bought_lines.quantity) as bigint) as unit_count,
        {{ rounded(middle('bought_lines.price_percentile')) }} as price_percentile
    from bought_lines
    inner join group_dates on bought_lines.order_date <= group_dates.last_date
    group by 1, 2
),

measured as (
    select
        *,
        {{ days_since('last_order_date', 'as_of_date') }} as recency_days
    from bought
),

ranked as (
    select
        *,
        rank() over (partition by as_of_date order by recency_days) as recency_rank,
        rank() over (partition by as_of_date order by order_count) as frequency_rank,
        rank() over (partition by as_of_date order by unit_count) as quantity_rank,
        rank() over (partition by as_of_date order by price_percentile nulls last) as purchasing_rank,
        count(*) over (partition by as_of_date) as buyer_count,
        count(price_percentile) over (partition by as_of_date) as priced_buyer_count
    from measured
),

scored as (
    select
        *,
        {{ recency_score('recency_rank', 'buyer_count') }} as recency_score,
        {{ tie_safe_score('frequency_rank', 'buyer_count') }} as frequency_score,
        {{ tie_safe_score('quantity_rank', 'buyer_count') }} as quantity_score,
        case
            when price_percentile is not null
                then {{ tie_safe_score('purchasing_rank', 'priced_buyer_count') }}
        end as purchasing_score
    from ranked
),

averaged as (
    select
        *,
        {{ mean_of_scores('recency_score', 'frequency_score', 'quantity_score', 'purchasing_score') }} as mean_score
    from scored
),

thresholds as (
    {{ group_score_thresholds() }}
),

user_scores as (
    select
        averaged.user_id,
        averaged.as_of_date,
        averaged.recency_days,
        averaged.order_count,
        averaged.unit_count,
        averaged.price_percentile,
        averaged.recency_score,
        averaged.frequency_score,
        averaged.quantity_score,
        averaged.purchasing_score,
        averaged.mean_score,
        {{ group_of_score('averaged.mean_score') }} as user_group
    from averaged
    cross join thresholds
)

select * from user_scores
