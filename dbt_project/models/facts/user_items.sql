-- One row per visitor and item.
{{ config(
    incremental_strategy='append',
    pre_hook="{{ set_aside_touched_user_items() }}",
    post_hook="{{ remember_inputs() }}",
    meta={'inputs': ['events']}
) }}
-- depends_on: {{ ref('int_event_repeats') }}
{%- set types = ['view', 'favorite', 'unfavorite', 'cart', 'remove_from_cart', 'consult', 'purchase'] %}

with added as (
    select
        visitor_id,
        item_id,
        {{ behavior_counts(types) }},
        min(event_at) as first_event_at,
        max(event_at) as last_event_at
    from {{ ref('events') }}
    where
        item_id is not null
        {%- if is_incremental() %}
        and load_date in (select partition_date from staging.user_items_loads)
        {%- endif %}
    group by visitor_id, item_id
)

{%- if is_incremental() %},

together as (
    select * from added
    union all
    select * from staging.user_items_touched
)

select
    visitor_id,
    item_id,
    cast(sum(event_count) as bigint) as event_count,
    {%- for type in types %}
    cast(sum({{ type }}_count) as bigint) as {{ type }}_count,
    {%- endfor %}
    min(first_event_at) as first_event_at,
    max(last_event_at) as last_event_at
from together
group by visitor_id, item_id
{%- else %}

select * from added
{%- endif %}
