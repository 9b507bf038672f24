-- Scores and groups as of each month-end and as of today, by what had been ordered until then.
create temp table thresholds as
select
    max(threshold_value) filter (where threshold = 'high_value_score') as high_value_score,
    max(threshold_value) filter (where threshold = 'high_quality_score') as high_quality_score,
    max(threshold_value) filter (where threshold = 'ordinary_score') as ordinary_score
from read_csv(getvariable('reference') || '/group_thresholds.csv');

create temp table user_scores as
with group_dates as (
    select last_day(month) as as_of_date, last_day(month) as last_order_date
    from (
        select cast(unnest(generate_series(date_trunc('month', first_order_date), as_of_date, interval 1 month)) as date) as month
        from staging.as_of
        cross join (select min(order_date) as first_order_date from facts.orders)
    )
    where last_day(month) < (select as_of_date from staging.as_of)
    union all
    select as_of_date, as_of_date + 1
    from staging.as_of
),

measured as (
    select
        group_dates.as_of_date,
        lines.user_id,
        greatest(group_dates.as_of_date - max(lines.order_date), 0) as recency_days,
        count(distinct lines.order_id) as order_count,
        cast(sum(lines.quantity) as bigint) as unit_count,
        round(median(lines.price_percentile), 6) as price_percentile
    from bought_lines as lines
    inner join group_dates on lines.order_date <= group_dates.last_order_date
    group by group_dates.as_of_date, lines.user_id
),

scored as (
    select
        *,
        cast(ceil(5.0 * (buyer_count - rank() over (partition by as_of_date order by recency_days) + 1) / buyer_count) as bigint) as recency_score,
        cast(1 + floor(5 * (rank() over (partition by as_of_date order by order_count) - 1) / buyer_count) as bigint) as frequency_score,
        cast(1 + floor(5 * (rank() over (partition by as_of_date order by unit_count) - 1) / buyer_count) as bigint) as quantity_score,
        case
            when price_percentile is not null
                then
                    cast(
                        1 + floor(5 * (rank() over (partition by as_of_date order by price_percentile nulls last) - 1) / priced_count) as bigint
                    )
        end as purchasing_score
    from measured
    inner join (
        select as_of_date, count(*) as buyer_count, count(price_percentile) as priced_count
        from measured
        group by as_of_date
    ) using (as_of_date)
)

select
    * exclude (buyer_count, priced_count, high_value_score, high_quality_score, ordinary_score),
    round(
        cast(recency_score + frequency_score + quantity_score + coalesce(purchasing_score, 0) as double)
        / if(purchasing_score is null, 3, 4),
        6
    ) as mean_score,
    case
        when mean_score >= high_value_score then 'high_value'
        when mean_score >= high_quality_score then 'high_quality'
        when mean_score >= ordinary_score then 'ordinary'
        else 'low_contribution'
    end as user_group
from scored
cross join thresholds;
