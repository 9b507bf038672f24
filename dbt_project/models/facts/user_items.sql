-- One row per visitor and item.
{{ config(
    incremental_strategy='append',
    pre_hook="{{ set_aside_touched_user_items() }}",
    post_hook=[
        "{{ add_condensed_items(item_event_types()) }}",
        "{{ remember_inputs() }}"
    ],
    meta={'inputs': ['events']}
) }}
-- depends_on: {{ ref('events') }}
-- depends_on: {{ ref('int_event_repeats') }}

{%- if is_incremental() %}

select
    counted.visitor_id,
    counted.item_id,
    counted.event_count + coalesce(touched.event_count, 0) as event_count,
    {%- for type in item_event_types() %}
    counted.{{ type }}_count + coalesce(touched.{{ type }}_count, 0) as {{ type }}_count,
    {%- endfor %}
    least(counted.first_event_at, touched.first_event_at) as first_event_at,
    greatest(counted.last_event_at, touched.last_event_at) as last_event_at,
    least(counted.first_load_date, touched.first_load_date) as first_load_date,
    greatest(counted.last_load_date, touched.last_load_date) as last_load_date,
    counted.pair_hash,
    counted.pair_check
from staging.user_items_counted as counted
left join staging.user_items_touched as touched
    on counted.pair_hash = touched.pair_hash and counted.pair_check = touched.pair_check
{%- else %}

select {{ counted_user_item() }}
from {{ ref('events') }} as events
where events.item_id is not null
group by events.visitor_id, events.item_id
{%- endif %}
