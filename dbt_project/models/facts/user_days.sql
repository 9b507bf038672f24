-- One row per visitor and shop day.
{{ config(
    incremental_strategy='append',
    pre_hook="{{ forget_changed('event_date') }}",
    post_hook="{{ remember_inputs() }}",
    meta={'inputs': ['int_visitor_stretches']}
) }}

with days as (
    select
        visitor_id,
        event_date,
        max_by(user_id, (last_event_at, user_id)) as user_id,
        min_by(channel, (first_event_at, channel)) as channel,
        min_by(region, (first_event_at, region)) as region,
        {{ summed_behavior_counts() }},
        count(*) as stretch_count,
        max(item_count) as item_count,
        min(first_event_at) as first_event_at,
        max(last_event_at) as last_event_at,
        min(first_view_at) as first_view_at,
        max(last_intent_at) as last_intent_at,
        max(last_checkout_at) as last_checkout_at,
        max(last_purchase_at) as last_purchase_at
    from {{ ref('int_visitor_stretches') }}
    where event_date in ({{ changed() }})
    group by visitor_id, event_date
),

-- Distinct items do not add up: where a day has several stretches they are counted over its events.
item_counts as (
    select
        events.visitor_id,
        events.event_date,
        count(distinct events.item_id) as item_count
    from {{ ref('events') }} as events
    inner join days
        on events.visitor_id = days.visitor_id and events.event_date = days.event_date
    where
        days.stretch_count > 1
        and events.event_date in ({{ changed() }})
    group by events.visitor_id, events.event_date
)

select
    days.visitor_id,
    days.event_date,
    days.user_id,
    days.channel,
    days.region,
    days.event_count,
    {%- for type in event_types() %}
    days.{{ type }}_count,
    {%- endfor %}
    coalesce(item_counts.item_count, days.item_count) as item_count,
    days.first_event_at,
    days.last_event_at,
    days.first_view_at,
    days.last_intent_at,
    days.last_checkout_at,
    days.last_purchase_at
from days
left join item_counts
    on days.visitor_id = item_counts.visitor_id and days.event_date = item_counts.event_date
