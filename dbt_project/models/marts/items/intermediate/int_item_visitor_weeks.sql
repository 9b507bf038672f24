-- One row per visitor, item and stretch of the clock in which the visitor did something with it, with the week: to be counted once each. From the
-- stretches, which stay when the rows of old events are dropped.
{{ config(materialized='view') }}

select
    visitor_id,
    cast(date_trunc('week', event_date) as date) as week_start_date,
    {{ each_of('item_ids') }} as item_id
from {{ ref('int_visitor_stretches') }}
where item_ids is not null
