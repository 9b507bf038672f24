-- What the events of a shop day depend on: every load day that holds some of it. One row per event date and load day.
{{ config(materialized='view') }}

select
    dates.event_date as partition_date,
    cast(dates.load_date as string) || versions.version as version
from {{ ref('int_event_dates') }} as dates
inner join {{ ref('built_from') }} as versions
    on
        versions.model = 'int_event_dates'
        and dates.load_date = versions.partition_date
