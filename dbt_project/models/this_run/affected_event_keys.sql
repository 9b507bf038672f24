-- Keys of events that changed load days hold now, and of events that their earlier rows were compared with.
{%- set changed = ref('changed_event_loads') %}

select key_hash
from {{ ref('int_event_deliveries') }}
where
    fault is null
    and load_date in (select changed.partition_date from {{ changed }} as changed)
{%- if is_built('int_event_repeats') %}
union
select repeats.key_hash
from {{ held('int_event_repeats') }} as repeats
where
    repeats.key_hash is not null
    and (
        repeats.load_date in (select changed.partition_date from {{ changed }} as changed)
        or repeats.first_load_date in (select changed.partition_date from {{ changed }} as changed)
    )
{%- endif %}
