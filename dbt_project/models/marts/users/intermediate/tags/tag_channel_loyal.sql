-- Orders through one channel: three times or more, and two orders more than through all others.
with channels as (
    select
        user_id,
        as_of_date,
        channel,
        count(*) as order_count,
        {{ order_evidence() }}
    from {{ ref('int_tag_orders') }}
    where is_counted
    group by user_id, as_of_date, channel
),

weighed as (
    select
        *,
        {{ confident_share('order_count', 'sum(order_count) over (partition by user_id, as_of_date)') }} as weight
    from channels
)

select
    user_id,
    as_of_date,
    channel as tag_value,
    weight,
    evidence_count,
    first_evidence_date,
    last_evidence_date,
    newest_evidence
from weighed
where channel is not null and weight >= 0.5 and order_count >= 3
