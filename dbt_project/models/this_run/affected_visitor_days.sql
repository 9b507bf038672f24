-- Visitor days that a changed load day holds, or may have held when user days and sessions were last built.
{%- set changed = ref('changed_visitor_loads') %}

select
    visitor_id,
    event_date
from {{ ref('int_visitor_stretches') }}
where load_date in (select changed.partition_date from {{ changed }} as changed)
union
{{ held_keys('user_days', changed, {'visitor_id': 'visitor_id', 'event_date': 'event_date'}) }}
{%- for column in ['session_date', 'last_event_date'] %}
union
{{ held_keys('sessions', changed, {'visitor_id': 'visitor_id', 'event_date': column}) }}
{%- endfor %}
