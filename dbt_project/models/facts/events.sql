-- One row per accepted event, once each. A view: the few repeats are left out while reading, quicker than events are written twice.
{{ config(materialized='view') }}

select
    deliveries.source,
    deliveries.event_id,
    coalesce(deliveries.anonymous_id, deliveries.user_id) as visitor_id,
    deliveries.user_id,
    deliveries.event_type,
    deliveries.item_id,
    deliveries.query,
    deliveries.session_key,
    deliveries.channel,
    deliveries.device,
    deliveries.region,
    deliveries.price,
    deliveries.event_at,
    deliveries.event_date,
    deliveries.event_hour,
    deliveries.load_date,
    deliveries.landing_table,
    deliveries.file_name,
    deliveries.row_number
from {{ ref('int_event_deliveries') }} as deliveries
where
    deliveries.fault is null
    and not exists (
        select 1
        from {{ ref('int_event_repeats') }} as repeats
        where
            repeats.source = deliveries.source
            and repeats.load_date = deliveries.load_date
            and repeats.file_name = deliveries.file_name
            and repeats.row_number = deliveries.row_number
    )
