{#
    Pre-hook of user_items. Counts add up, so load days that are only new are added to the rows they touch. What a replaced or withdrawn
    load day has left in a row cannot be subtracted, since its old rows are gone from events; the rows it may be in, those within whose
    span of load days it lies, are counted again. Both kinds of rows are taken out, and what comes in their place is set aside here.
#}
{% macro set_aside_touched_user_items() %}
{% if is_incremental() %}
create or replace table staging.user_items_loads as
select changed.partition_date, known.partition_date is not null as is_replaced
from ({{ changed() }}) as changed
left join staging.built_from as known
    on known.model = '{{ model.name }}' and changed.partition_date = known.partition_date;

create or replace table staging.user_items_doubtful as
select distinct
    {{ row_place('kept') }} as row_place,
    kept.visitor_id,
    kept.item_id,
    kept.first_load_date,
    kept.last_load_date
from {{ this }} as kept
inner join staging.user_items_loads as loads
    on loads.partition_date between kept.first_load_date and kept.last_load_date
where loads.is_replaced;

delete from {{ this }} where {{ row_place() }} in (select row_place from staging.user_items_doubtful);

-- The load days from which the doubtful rows are counted again.
create or replace table staging.user_items_doubtful_loads as
with doubtful as (
    select min(first_load_date) as first_load_date, max(last_load_date) as last_load_date
    from staging.user_items_doubtful
)

select loads.partition_date
from (
    select partition_date from staging.built_from
    where model = 'int_event_deliveries'
) as loads
inner join doubtful
    on
        loads.partition_date between doubtful.first_load_date and doubtful.last_load_date
        or loads.partition_date in (select partition_date from staging.user_items_loads)
where doubtful.first_load_date is not null;

-- Two statements: in one, DuckDB reads all events once for both.
create or replace table staging.user_items_counted as
select {{ counted_user_item() }}
from {{ ref('events') }} as events
left join staging.user_items_doubtful as doubtful
    on events.visitor_id = doubtful.visitor_id and events.item_id = doubtful.item_id
where
    events.load_date in (select partition_date from staging.user_items_loads)
    and events.item_id is not null
    and doubtful.visitor_id is null
group by events.visitor_id, events.item_id;

insert into staging.user_items_counted
select {{ counted_user_item() }}
from {{ ref('events') }} as events
inner join staging.user_items_doubtful as doubtful
    on events.visitor_id = doubtful.visitor_id and events.item_id = doubtful.item_id
where events.load_date in (select partition_date from staging.user_items_doubtful_loads)
group by events.visitor_id, events.item_id;

-- The rows lie scattered over the whole table: of its columns only numbers are read.
create or replace table staging.user_items_touched as
select
    {{ row_place('kept') }} as row_place,
    kept.event_count,
    {%- for type in item_event_types() %}
    kept.{{ type }}_count,
    {%- endfor %}
    kept.first_event_at,
    kept.last_event_at,
    kept.first_load_date,
    kept.last_load_date,
    kept.pair_hash,
    kept.pair_check,
    counted.pair_check as counted_pair_check
from {{ this }} as kept
inner join staging.user_items_counted as counted on kept.pair_hash = counted.pair_hash;

-- Other pairs of the same pair_hash. As a condition of the join above it would be looked at in all rows.
delete from staging.user_items_touched where pair_check <> counted_pair_check;

delete from {{ this }} where {{ row_place() }} in (select row_place from staging.user_items_touched)
{% endif %}
{% endmacro %}


{# What is known of a visitor and an item from the events of both. #}
{% macro counted_user_item() %}
    events.visitor_id,
    events.item_id,
    {{ behavior_counts(item_event_types()) }},
    min(events.event_at) as first_event_at,
    max(events.event_at) as last_event_at,
    min(events.load_date) as first_load_date,
    max(events.load_date) as last_load_date,
    {{ pair_hash('events') }} as pair_hash,
    {{ pair_check('events') }} as pair_check
{%- endmacro %}


{#
    A row is looked for by pair_hash and told by pair_check, 96 bits in all, since its two texts take longer to read than everything else.
    pair_hash has 32 bits, of which a search through all rows reads little. pair_check is made of one text, so that ids of the same hash do
    not make it equal too; no id holds a line break.
#}
{% macro pair_hash(table) -%}
    cast({{ hash64([table ~ '.visitor_id', table ~ '.item_id']) }} & 4294967295 as bigint)
{%- endmacro %}


{% macro pair_check(table) -%}
    {{ hash64([table ~ '.visitor_id || chr(10) || ' ~ table ~ '.item_id']) }}
{%- endmacro %}
