-- Every delivery of an event, typed once, with its fault or none: what follows splits them into accepted, repeated and rejected.
{{ config(partition_by='load_date', meta={'inputs': ['load_versions'], 'contract_tables': ['events']}) }}
-- depends_on: {{ ref('load_versions') }}

with delivered as (
    select
        events.*,
        cast(events.event_at_local as date) as event_date,
        late_files.open_from
    from {{ ref('stg_events') }} as events
    left join {{ files_after_drop() }} as late_files
        on
            events.source = late_files.source
            and events.landing_table = late_files.landing_table
            and events.load_date = late_files.load_date
            and events.file_name = late_files.file_name
    -- A killed drop may leave rows behind for which what is sealed counts already.
    left join {{ source('lake', 'loads') }} as sealed_loads
        on
            sealed_loads.is_sealed
            and events.source = sealed_loads.source
            and events.landing_table = sealed_loads.table_name
            and events.load_date = sealed_loads.load_date
    where
        events.load_date in ({{ changed() }})
        and sealed_loads.load_date is null
)

select
    {{ provenance() }},
    absent_columns,
    {%- for column in contract_columns('events') %}
    {{ column }},
    {%- endfor %}
    event_date,
    cast(extract(hour from event_at_local) as smallint) as event_hour,
    {{ event_key_hash() }} as key_hash,
    case when fault is null and event_date < open_from then 'sealed_day' else fault end as fault,
    false as is_sealed
from delivered
union all
-- Of load days whose rows were dropped: what came after them is compared with these, and they count elsewhere.
select
    {{ provenance() }},
    absent_columns,
    {%- for column in contract_columns('events') %}
    {{ column }},
    {%- endfor %}
    event_date,
    event_hour,
    {{ event_key_hash() }} as key_hash,
    fault,
    true as is_sealed
from ({{ sealed_rows('int_event_deliveries') }}) as sealed
where load_date in ({{ changed() }})
