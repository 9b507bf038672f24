-- The stretches from which affected sessions are rebuilt: those of affected visitor days, and what these sessions hold on other days.
select *
from {{ ref('affected_stretches') }}
union all
select stretches.*
from {{ ref('int_visitor_stretches') }} as stretches
inner join {{ ref('affected_sessions') }} as sessions
    on
        stretches.visitor_id = sessions.visitor_id
        and stretches.first_event_at between sessions.started_at and sessions.ended_at
left join {{ ref('affected_visitor_days') }} as days
    on
        stretches.visitor_id = days.visitor_id
        and stretches.event_date = days.event_date
where
    days.visitor_id is null
    and stretches.event_date between
    (select min(first_sessions.session_date) from {{ ref('affected_sessions') }} as first_sessions)
    and (select max(last_sessions.last_event_date) from {{ ref('affected_sessions') }} as last_sessions)
