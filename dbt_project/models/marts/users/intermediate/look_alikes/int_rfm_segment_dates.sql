-- One row per date of look-alikes and user who had ordered by then: the RFM segment, as user_rfm finds it.

with ranked as (
    select
        attributes.user_id,
        attributes.as_of_date,
        attributes.net_amount,
        rank() over (partition by attributes.as_of_date order by attributes.days_since_order) as recency_rank,
        rank() over (partition by attributes.as_of_date order by attributes.order_count) as frequency_rank,
        rank() over (partition by attributes.as_of_date order by attributes.net_amount nulls last) as monetary_rank,
        count(*) over (partition by attributes.as_of_date) as buyer_count,
        count(attributes.net_amount) over (partition by attributes.as_of_date) as spender_count
    from {{ ref('int_user_attributes') }} as attributes
    inner join {{ ref('int_look_alike_dates') }} as dates on attributes.as_of_date = dates.as_of_date
    where attributes.order_count > 0
),

scored as (
    select
        user_id,
        as_of_date,
        {{ recency_score('recency_rank', 'buyer_count') }} as recency_score,
        {{ tie_safe_score('frequency_rank', 'buyer_count') }} as frequency_score,
        case when net_amount is not null then {{ tie_safe_score('monetary_rank', 'spender_count') }} end as monetary_score
    from ranked
),

placed as (
    select
        scored.user_id,
        scored.as_of_date,
        segments.rfm_segment,
        row_number() over (partition by scored.user_id, scored.as_of_date order by segments.segment_order) as place
    from scored
    inner join {{ ref('rfm_segments') }} as segments
        on
            scored.recency_score between segments.minimum_recency_score and segments.maximum_recency_score
            and scored.frequency_score between segments.minimum_frequency_score and segments.maximum_frequency_score
            and (
                scored.monetary_score is null
                or scored.monetary_score between segments.minimum_monetary_score and segments.maximum_monetary_score
            )
)

select
    user_id,
    as_of_date,
    rfm_segment
from placed
where place = 1
