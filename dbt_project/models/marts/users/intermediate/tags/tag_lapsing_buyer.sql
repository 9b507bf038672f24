-- Ordered on three days or more, and has been away for more than twice as long as between two of them, at least two weeks.
with paces as (
    select
        user_id,
        as_of_date,
        {{ days_between('max(order_date)', 'as_of_date') }} as days_away,
        {{ days_between('min(order_date)', 'max(order_date)') }} / (count(distinct order_date) - 1.0) as gap_days,
        {{ order_evidence() }}
    from {{ ref('int_tag_orders') }}
    where is_counted
    group by user_id, as_of_date
    having count(distinct order_date) >= 3
)

select
    user_id,
    as_of_date,
    {{ no_value() }} as tag_value,
    -- A half where it begins, 1 from four times the gap on.
    {{ rounded('least(1, days_away / (4 * gap_days))') }} as weight,
    evidence_count,
    first_evidence_date,
    last_evidence_date,
    newest_evidence
from paces
where days_away > 2 * gap_days and days_away >= 14
