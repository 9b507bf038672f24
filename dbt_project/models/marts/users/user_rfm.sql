-- One row per user with an order: recency, frequency and monetary scores, and the segment they fall into.
with user_facts as (
    select * from {{ ref('user_facts') }}
),

rfm_segments as (
    select * from {{ ref('rfm_segments') }}
),

buyers as (
    select
        user_id,
        as_of_date,
        days_since_order as recency_days,
        order_count as frequency_count,
        net_amount as monetary_amount
    from user_facts
    where order_count > 0
),

ranked as (
    select
        *,
        rank() over (order by recency_days) as recency_rank,
        rank() over (order by frequency_count) as frequency_rank,
        rank() over (order by monetary_amount nulls last) as monetary_rank,
        count(*) over () as buyer_count,
        count(monetary_amount) over () as spender_count
    from buyers
),

scored as (
    select
        *,
        {{ recency_score('recency_rank', 'buyer_count') }} as recency_score,
        {{ tie_safe_score('frequency_rank', 'buyer_count') }} as frequency_score,
        case when monetary_amount is not null then {{ tie_safe_score('monetary_rank', 'spender_count') }} end
            as monetary_score
    from ranked
),

-- Boxes of segments overlap: the first in the list that holds a user's scores is the user's segment.
placed as (
    select
        scored.*,
        rfm_segments.rfm_segment,
        row_number() over (partition by scored.user_id order by rfm_segments.segment_order) as place
    from scored
    left join rfm_segments
        on
            scored.recency_score
            between rfm_segments.minimum_recency_score and rfm_segments.maximum_recency_score
            and scored.frequency_score
            between rfm_segments.minimum_frequency_score and rfm_segments.maximum_frequency_score
            and (
                scored.monetary_score is null
                or scored.monetary_score
                between rfm_segments.minimum_monetary_score and rfm_segments.maximum_monetary_score
            )
),

user_rfm as (
    select
        user_id,
        as_of_date,
        recency_days,
        frequency_count,
        monetary_amount,
        recency_score,
        frequency_score,
        monetary_score,
        rfm_segment
    from placed
    where place = 1
)

select * from user_rfm
