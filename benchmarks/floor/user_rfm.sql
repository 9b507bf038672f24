create table users.user_rfm as
with buyers as (
    select
        user_id,
        as_of_date,
        days_since_order as recency_days,
        order_count as frequency_count,
        net_amount as monetary_amount,
        cast(ceil(5.0 * (count(*) over () - rank() over (order by days_since_order) + 1) / count(*) over ()) as bigint) as recency_score,
        cast(1 + floor(5 * (rank() over (order by order_count) - 1) / count(*) over ()) as bigint) as frequency_score,
        case
            when net_amount is not null
                then cast(1 + floor(5 * (rank() over (order by net_amount nulls last) - 1) / count(net_amount) over ()) as bigint)
        end as monetary_score
    from users.user_facts
    where order_count > 0
),

-- Every combination of scores once, with the first segment in whose box it lies.
combinations as (
    select
        recency_score,
        frequency_score,
        monetary_score,
        min_by(rfm_segment, segment_order) as rfm_segment
    from (select distinct recency_score, frequency_score, monetary_score from buyers)
    left join read_csv(getvariable('reference') || '/rfm_segments.csv')
        on
            recency_score between minimum_recency_score and maximum_recency_score
            and frequency_score between minimum_frequency_score and maximum_frequency_score
            and (monetary_score is null or monetary_score between minimum_monetary_score and maximum_monetary_score)
    group by all
)

select buyers.*, combinations.rfm_segment
from buyers
inner join combinations
    on
        buyers.recency_score = combinations.recency_score
        and buyers.frequency_score = combinations.frequency_score
        and buyers.monetary_score is not distinct from combinations.monetary_score;
