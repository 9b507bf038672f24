-- One row per user and date of int_as_of_dates by which the user had ordered: scores and group.

with group_dates as (
    select * from {{ ref('int_as_of_dates') }}
),

bought_lines as (
    select * from {{ ref('int_bought_lines') }}
),

-- Month-ends are seen by event time with today's knowledge: what was ordered until then.
first_dates as (
    select
        order_dates.order_date,
        min(group_dates.as_of_date) as as_of_date
    from (select distinct order_date from bought_lines) as order_dates
    inner join group_dates on order_dates.order_date <= group_dates.last_date
    group by order_dates.order_date
),

lines as (
    select
        bought_lines.*,
        first_dates.as_of_date
    from bought_lines
    inner join first_dates on bought_lines.order_date = first_dates.order_date
),

-- A user's figures move only at dates since which the user has ordered, which are few: at the others they are those of the one before.
steps as (
    select
        user_id,
        as_of_date,
        lead(as_of_date) over (partition by user_id order by as_of_date) as next_date
    from (select distinct user_id, as_of_date from lines) as dates
),

stepped as (
    select
        steps.user_id,
        steps.as_of_date,
        steps.next_date,
        max(lines.order_date) as last_order_date,
        count(distinct lines.order_id) as order_count,
        cast(sum(lines.quantity) as bigint) as unit_count,
        {{ rounded(middle('lines.price_percentile')) }} as price_percentile
    from steps
    inner join lines on steps.user_id = lines.user_id and steps.as_of_date >= lines.as_of_date
    group by steps.user_id, steps.as_of_date, steps.next_date
),

bought as (
    select
        group_dates.as_of_date,
        stepped.user_id,
        stepped.last_order_date,
        stepped.order_count,
        stepped.unit_count,
        stepped.price_percentile
    from stepped
    inner join group_dates
        on
            stepped.as_of_date <= group_dates.as_of_date
            and coalesce(stepped.next_date > group_dates.as_of_date, true)
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
