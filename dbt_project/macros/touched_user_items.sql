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

create or replace table staging.user_items_touched as
with doubtful as (
    select distinct kept.visitor_id, kept.item_id
    from {{ this }} as kept
    inner join staging.user_items_loads as loads
        on loads.partition_date between kept.first_load_date and kept.last_load_date
    where loads.is_replaced
),

touched as (
    select visitor_id, item_id, bool_or(is_doubtful) as is_doubtful
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

select kept.*, touched.is_doubtful
from {{ this }} as kept
inner join touched on kept.visitor_id = touched.visitor_id and kept.item_id = touched.item_id;

delete from {{ this }}
where (visitor_id, item_id) in (select visitor_id, item_id from staging.user_items_touched)
{% endif %}
{% endmacro %}
