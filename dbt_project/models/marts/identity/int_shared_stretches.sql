-- One row per stretch of a visitor on which several users signed in, as int_visitor_stretches has it. A day of theirs is not one user's.

select
    visitor_id,
    user_id,
    event_date,
    event_count,
    {%- for type in event_types() %}
    {{ type }}_count,
    {%- endfor %}
    first_event_at,
    last_event_at
from {{ ref('int_visitor_stretches') }}
where visitor_id in (select sign_ins.visitor_id from {{ ref('int_visitor_sign_ins') }} as sign_ins where sign_ins.user_count > 1)
