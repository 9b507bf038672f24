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
-- depends_on: {{ ref('int_event_repeats') }}
{%- set types = item_event_types() %}

with counted as (
    select
        visitor_id,
        item_id,
        {{ behavior_counts(types) }},
        min(event_at) as first_event_at,
        max(event_at) as last_event_at,
        min(load_date) as first_load_date,
        max(load_date) as last_load_date
    from {{ item_events() }}
    where item_id is not null
    group by visitor_id, item_id
)

{%- if is_incremental() %},

together as (
    select * from counted
    union all
    select
        visitor_id,
        item_id,
        event_count,
        {%- for type in types %}
        {{ type }}_count,
        {%- endfor %}
        first_event_at,
        last_event_at,
        first_load_date,
        last_load_date
    from staging.user_items_touched
    where not is_doubtful
)

select
    visitor_id,
    item_id,
    cast(sum(event_count) as bigint) as event_count,
    {%- for type in types %}
    cast(sum({{ type }}_count) as bigint) as {{ type }}_count,
    {%- endfor %}
    min(first_event_at) as first_event_at,
    max(last_event_at) as last_event_at,
    min(first_load_date) as first_load_date,
    max(last_load_date) as last_load_date,
    {{ pair_hash() }} as pair_hash
from together
group by visitor_id, item_id
{%- else %}

select
    *,
    {{ pair_hash() }} as pair_hash
from counted
{%- endif %}
