{#
    Pre-hook of user_items. Counts add up, so load days that are only new are added to the rows they touch. What a replaced or withdrawn
    load day has left in a row cannot be subtracted, since its old rows are gone from events; the rows it may be in, those within whose
    span of load days it lies, are counted again. Both kinds of rows are set aside here and taken out.
#}
{% macro set_aside_touched_user_items() %}
{% if is_incremental() %}
create or replace table staging.user_items_loads as
select changed.partition_date, known.partition_date is not null as is_replaced
from ({{ changed() }}) as changed
left join staging.built_from as known
    on known.model = '{{ model.name }}' and changed.partition_date = known.partition_date;

create or replace table staging.user_items_places as
with doubtful as (
    select distinct kept.visitor_id, kept.item_id
    from {{ this }} as kept
    inner join staging.user_items_loads as loads
        on loads.partition_date between kept.first_load_date and kept.last_load_date
    where loads.is_replaced
),

touched as (
    select visitor_id, item_id, {{ pair_hash() }} as pair_hash, bool_or(is_doubtful) as is_doubtful
    from (
        select visitor_id, item_id, true as is_doubtful
        from doubtful
        union all
        select visitor_id, item_id, false as is_doubtful
        from {{ ref('events') }}
        where load_date in (select partition_date from staging.user_items_loads) and item_id is not null
    ) as found
    group by visitor_id, item_id
)

select
    {{ row_place('kept') }} as row_place,
    touched.visitor_id as touched_visitor_id,
    touched.item_id as touched_item_id,
    touched.is_doubtful
from {{ this }} as kept
inner join touched on kept.pair_hash = touched.pair_hash;

-- The hashes alone are searched through: of the other columns only those of the rows found are read.
create or replace table staging.user_items_touched as
select kept.*, places.*
from {{ this }} as kept
inner join staging.user_items_places as places on {{ row_place('kept') }} = places.row_place;

-- Other pairs of the same hash. A condition of the join above would have it read the pairs of all rows.
delete from staging.user_items_touched
where visitor_id <> touched_visitor_id or item_id <> touched_item_id;

delete from {{ this }} where {{ row_place() }} in (select row_place from staging.user_items_touched);

-- What is counted again, and from which load days.
create or replace table staging.user_items_doubtful as
select visitor_id, item_id, first_load_date, last_load_date
from staging.user_items_touched
where is_doubtful;

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
create or replace table {{ item_events() }} as
select events.visitor_id, events.item_id, events.event_type, events.event_at, events.load_date
from {{ ref('events') }} as events
left join staging.user_items_doubtful as doubtful
    on events.visitor_id = doubtful.visitor_id and events.item_id = doubtful.item_id
where
    events.load_date in (select partition_date from staging.user_items_loads)
    and doubtful.visitor_id is null;

insert into {{ item_events() }}
select events.visitor_id, events.item_id, events.event_type, events.event_at, events.load_date
from {{ ref('events') }} as events
inner join staging.user_items_doubtful as doubtful
    on events.visitor_id = doubtful.visitor_id and events.item_id = doubtful.item_id
where events.load_date in (select partition_date from staging.user_items_doubtful_loads)
{% endif %}
{% endmacro %}


{# By this number a row is looked for: quicker than by two texts. #}
{% macro pair_hash() -%}
    {{ hash64(['visitor_id', 'item_id']) }}
{%- endmacro %}


{# The events that user_items has to count: those set aside, or all of them when it is built from nothing. #}
{% macro item_events() -%}
    {%- if is_incremental() -%} staging.user_items_events
    {%- else -%} {{ ref('events') }}
    {%- endif -%}
{%- endmacro %}
