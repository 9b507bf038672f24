-- Whatever the three scores are, one segment of the list holds them.
with scores as (
    select 1 as score
    union all
    select 2 as score
    union all
    select 3 as score
    union all
    select 4 as score
    union all
    select 5 as score
)

select
    recency.score as recency_score,
    frequency.score as frequency_score,
    monetary.score as monetary_score
from scores as recency
cross join scores as frequency
cross join scores as monetary
left join {{ ref('rfm_segments') }} as rfm_segments
    on
        recency.score between rfm_segments.minimum_recency_score and rfm_segments.maximum_recency_score
        and frequency.score between rfm_segments.minimum_frequency_score and rfm_segments.maximum_frequency_score
        and monetary.score between rfm_segments.minimum_monetary_score and rfm_segments.maximum_monetary_score
where rfm_segments.rfm_segment is null
