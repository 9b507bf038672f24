-- One row per accepted event, once each.
{{ config(
    incremental_strategy='append',
    pre_hook="{{ forget_changed('load_date') }}",
    post_hook="{{ remember_inputs() }}",
    meta={'inputs': ['int_event_repeats']}
) }}

with deliveries as (
    select *
    from {{ ref('stg_events') }}
    where
        fault is null
        and load_date in ({{ changed() }})
),

repeats as (
    select source, load_date, file_name, row_number
    from {{ ref('int_event_repeats') }}
)

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
    cast(deliveries.event_at_local as date) as event_date,
    cast(extract(hour from deliveries.event_at_local) as smallint) as event_hour,
    deliveries.load_date,
    deliveries.landing_table,
    deliveries.file_name,
    deliveries.row_number
from deliveries
left join repeats
    on
        deliveries.source = repeats.source
        and deliveries.load_date = repeats.load_date
        and deliveries.file_name = repeats.file_name
        and deliveries.row_number = repeats.row_number
where repeats.row_number is null
