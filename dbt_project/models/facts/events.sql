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
left join {{ ref('int_event_repeats') }} as repeats
    on
        deliveries.source = repeats.source
        and deliveries.load_date = repeats.load_date
        and deliveries.file_name = repeats.file_name
        and deliveries.row_number = repeats.row_number
        and repeats.outcome <> 'counted_again'
where
    deliveries.fault is null
    and repeats.row_number is null
    and not deliveries.is_sealed
