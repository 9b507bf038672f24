-- One row per visitor and shop day.
{{ config(
    incremental_strategy='append',
    pre_hook="{{ set_aside_touched_visitor_days() }}",
    post_hook="{{ remember_inputs() }}",
    meta={'inputs': ['int_visitor_stretches']}
) }}

with stretches as (
    {{ of_touched_visitor_days(ref('int_visitor_stretches')) }}
),

-- Most days are one stretch and are ready; only the others are put together.
several as (
    select visitor_id, event_date
    from stretches
    group by visitor_id, event_date
    having count(*) > 1
),

-- Distinct items do not add up, so they are counted over the events.
item_counts as (
    select
        events.visitor_id,
        events.event_date,
        count(distinct events.item_id) as item_count
    from {{ ref('events') }} as events
    inner join several
        on events.visitor_id = several.visitor_id and events.event_date = several.event_date
    group by events.visitor_id, events.event_date
),

joined as (
    select
        stretches.visitor_id,
        stretches.event_date,
        max_by(stretches.user_id, (stretches.last_event_at, stretches.user_id)) as user_id,
        min_by(stretches.channel, (stretches.first_event_at, stretches.channel)) as channel,
        min_by(stretches.region, (stretches.first_event_at, stretches.region)) as region,
        {{ summed_behavior_counts() }},
        min(stretches.first_event_at) as first_event_at,
        max(stretches.last_event_at) as last_event_at,
        min(stretches.first_view_at) as first_view_at,
        max(stretches.last_intent_at) as last_intent_at,
        max(stretches.last_checkout_at) as last_checkout_at,
        max(stretches.last_purchase_at) as last_purchase_at,
        min(stretches.first_load_date) as first_load_date,
        max(stretches.last_load_date) as last_load_date
    from stretches
    inner join several
        on stretches.visitor_id = several.visitor_id and stretches.event_date = several.event_date
    group by stretches.visitor_id, stretches.event_date
)

select
    stretches.visitor_id,
    stretches.event_date,
    stretches.user_id,
    stretches.channel,
    stretches.region,
    stretches.event_count,
    {%- for type in event_types() %}
    stretches.{{ type }}_count,
    {%- endfor %}
    stretches.item_count,
    stretches.first_event_at,
    stretches.last_event_at,
    stretches.first_view_at,
    stretches.last_intent_at,
    stretches.last_checkout_at,
    stretches.last_purchase_at,
    stretches.first_load_date,
    stretches.last_load_date
from stretches
left join several
    on stretches.visitor_id = several.visitor_id and stretches.event_date = several.event_date
where several.visitor_id is null
union all
select
    joined.visitor_id,
    joined.event_date,
    joined.user_id,
    joined.channel,
    joined.region,
    joined.event_count,
    {%- for type in event_types() %}
    joined.{{ type }}_count,
    {%- endfor %}
    item_counts.item_count,
    joined.first_event_at,
    joined.last_event_at,
    joined.first_view_at,
    joined.last_intent_at,
    joined.last_checkout_at,
    joined.last_purchase_at,
    joined.first_load_date,
    joined.last_load_date
from joined
inner join item_counts
    on joined.visitor_id = item_counts.visitor_id and joined.event_date = item_counts.event_date
