-- Deliveries of an event that was delivered before. With an id, however long ago: those equal in the columns that both files have are duplicates,
-- others are in conflict. Without one, equal ones are duplicates within the window of load days; beyond it they count again, and are here to be
-- warned of.
{{ config(partition_by='load_date', meta={
    'inputs': ['int_event_deliveries'],
    'changed': 'changed_event_loads',
    'affected': 'affected_event_keys',
    'key': ['key_hash'],
    'sealed': true
}) }}
{{ also_reads(['changed_event_loads', 'affected_event_keys', 'affected_events']) }}

with repeated as (
    select
        {{ provenance() }},
        absent_columns,
        {%- for column in contract_columns('events') %}
        {{ column }},
        {%- endfor %}
        key_hash,
        {{ content_hash('events') }} as content_hash,
        coalesce(source || '/' || event_id, {{ content_hash('events') }}) as event_key,
        event_id is not null as has_id,
        is_sealed
    from {{ ref('int_event_deliveries') }}
    where
        fault is null
        {%- if is_rework() %}
        -- The load days are few, and their rows lie together.
        and load_date in (select affected.load_date from {{ ref('affected_events') }} as affected)
        and key_hash in (select affected.key_hash from {{ ref('affected_events') }} as affected)
        {%- else %}
        -- The keys alone are counted: whole rows of all deliveries would be carried along for the few that repeat.
        and key_hash in (
            select key_hash
            from {{ ref('int_event_deliveries') }}
            where fault is null
            group by key_hash
            having count(*) > 1
        )
        {%- endif %}
),

numbered as (
    select
        *,
        row_number() over (partition by event_key order by {{ delivery_order() }}) as delivery_number
    from repeated
),

compared as (
    select
        *,
        case
            when has_id then 1
            else min(delivery_number) over (
                partition by event_key
                order by load_date
                range between interval {{ var('repeat_window_days') }} day preceding and current row
            )
        end as first_number
    from numbered
),

repeats as (
    select
        {{ provenance('later.') }},
        case
            when later.delivery_number = later.first_number then 'counted_again'
            when later.content_hash = first.content_hash then 'duplicate'
            when
                {{ differ_in_absent_columns_alone(contract_columns('events') | reject('equalto', 'event_id'), 'later.', 'first.') }}
                then 'duplicate'
            else 'conflicting_id'
        end as outcome,
        {%- for column in contract_columns('events') %}
        later.{{ column }},
        {%- endfor %}
        later.key_hash,
        first.load_date as first_load_date
    from compared as later
    inner join numbered as first
        on
            later.event_key = first.event_key
            and first.delivery_number = case when later.delivery_number = later.first_number then 1 else later.first_number end
    where
        later.delivery_number > 1
        and not later.is_sealed
)

select
    {{ provenance() }},
    outcome,
    case when outcome = 'conflicting_id' then {{ row_as_json(contract_columns('events')) }} end as landed_row,
    key_hash,
    first_load_date
from repeats
