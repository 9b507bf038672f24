-- The first step counts each day of a visitor with a view once, whatever the channel.
with steps as (
    select
        activity_date,
        sum(visitor_count) as visitor_count
    from {{ ref('funnel') }}
    where step = 'view'
    group by activity_date
),

viewers as (
    select
        event_date,
        count(*) filter (where view_count > 0) as visitor_count
    from {{ ref('user_days') }}
    group by event_date
)

select *
from steps
full outer join viewers on steps.activity_date = viewers.event_date
where steps.visitor_count is distinct from viewers.visitor_count
