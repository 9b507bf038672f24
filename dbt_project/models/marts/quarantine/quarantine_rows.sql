-- One row per rejected row, whole, with the reason and the place where it stands.
{{ config(alias='rows', materialized='table') }}

with rejected as (
    select source, landing_table, load_date, file_name, row_number, reason, landed_row
    from {{ ref('int_rejected_rows') }}
),

conflicting_events as (
    select source, landing_table, load_date, file_name, row_number, outcome as reason, landed_row
    from {{ ref('int_event_repeats') }}
    where outcome = 'conflicting_id'
),

conflicting_versions as (
    select source, landing_table, load_date, file_name, row_number, outcome as reason, landed_row
    from {{ ref('int_version_outcomes') }}
    where outcome not in ('duplicate', 'superseded')
),

together as (
    select * from rejected
    union all
    select * from conflicting_events
    union all
    select * from conflicting_versions
)

select
    source,
    landing_table as table_name,
    load_date,
    file_name,
    row_number,
    reason,
    landed_row
from together
