-- One row per visitor and shop day.
{{ config(meta={
    'inputs': ['int_visitor_stretches'],
    'changed': 'changed_visitor_loads',
    'affected': 'affected_visitor_days',
    'key': ['visitor_id', 'event_date'],
    'stored_by': 'event_date'
}) }}
{{ also_reads(['changed_visitor_loads', 'affected_visitor_days', 'affected_stretches', 'int_event_dates']) }}
{%- set all_or_affected = ref('affected_stretches') if is_rework() else ref('int_visitor_stretches') %}
{%- set stretches -%}
(select * from {{ all_or_affected }} where {{ in_slice('event_date', ref('int_event_dates'), 'event_count') }})
{%- endset %}

-- Most days are one stretch and are ready; only the others are put together.
with several as (
    select visitor_id, event_date
    from {{ stretches }} as stretches
    group by visitor_id, event_date
    having count(*) > 1
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
    {{ list_length('stretches.item_ids') }} as item_count,
    stretches.first_event_at,
    stretches.last_event_at,
    stretches.first_view_at,
    stretches.last_intent_at,
    stretches.last_checkout_at,
    stretches.last_purchase_at,
    stretches.load_date as first_load_date,
    stretches.load_date as last_load_date
from {{ stretches }} as stretches
left join several
    on stretches.visitor_id = several.visitor_id and stretches.event_date = several.event_date
where several.visitor_id is null
union all
select
    stretches.visitor_id,
    stretches.event_date,
    max_by(stretches.user_id, (stretches.last_event_at, stretches.user_id)) filter (where stretches.user_id is not null) as user_id,
    min_by(stretches.channel, (stretches.first_event_at, stretches.channel)) filter (where stretches.channel is not null) as channel,
    min_by(stretches.region, (stretches.first_event_at, stretches.region)) filter (where stretches.region is not null) as region,
    {{ summed_behavior_counts() }},
    {{ distinct_count_of_lists('stretches.item_ids') }} as item_count,
    min(stretches.first_event_at) as first_event_at,
    max(stretches.last_event_at) as last_event_at,
    min(stretches.first_view_at) as first_view_at,
    max(stretches.last_intent_at) as last_intent_at,
    max(stretches.last_checkout_at) as last_checkout_at,
    max(stretches.last_purchase_at) as last_purchase_at,
    min(stretches.load_date) as first_load_date,
    max(stretches.load_date) as last_load_date
from {{ stretches }} as stretches
inner join several
    on stretches.visitor_id = several.visitor_id and stretches.event_date = several.event_date
group by stretches.visitor_id, stretches.event_date
