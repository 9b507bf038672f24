-- The stretches of affected visitor days, from which user days are rebuilt.
select stretches.*
from {{ ref('int_visitor_stretches') }} as stretches
inner join {{ ref('affected_visitor_days') }} as days
    on
        stretches.visitor_id = days.visitor_id
        and stretches.event_date = days.event_date
