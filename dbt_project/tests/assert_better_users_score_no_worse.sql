-- Tie-safe: users of equal value have one score, and a higher value never a lower score.
with scores as (
    select
        recency_days,
        min(recency_score) as lowest,
        max(recency_score) as highest
    from {{ ref('user_rfm') }}
    group by recency_days
),

compared as (
    select
        *,
        lag(lowest) over (order by recency_days) as score_of_more_recent
    from scores
)

select *
from compared
where lowest <> highest or lowest > score_of_more_recent
