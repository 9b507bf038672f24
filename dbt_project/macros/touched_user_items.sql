{#
    Pre-hook of user_items. Counts add up, so load days that are only new are added to the rows they touch, which are set aside here for that.
    A load day that was replaced or withdrawn cannot be subtracted (its old rows are gone from events): then the table is emptied and every load day read.
#}
{% macro set_aside_touched_user_items() %}
{% if is_incremental() %}
create or replace table staging.user_items_loads as
with changed as (
    {{ changed() }}
),

replaced as (
    select changed.partition_date
    from changed
    inner join staging.built_from as known
        on known.model = '{{ model.name }}' and changed.partition_date = known.partition_date
)

select partition_date, (select count(*) from replaced) > 0 as is_rebuild
from (
    select partition_date from changed
    union
    select partition_date from staging.built_from
    where model = 'int_event_deliveries' and (select count(*) from replaced) > 0
) as loads;

create or replace table staging.user_items_touched as
select kept.*
from {{ this }} as kept
where
    not exists (select 1 from staging.user_items_loads where is_rebuild)
    and (kept.visitor_id, kept.item_id) in (
        select visitor_id, item_id from {{ ref('events') }}
        where load_date in (select partition_date from staging.user_items_loads)
    );

delete from {{ this }}
where
    exists (select 1 from staging.user_items_loads where is_rebuild)
    or (visitor_id, item_id) in (select visitor_id, item_id from staging.user_items_touched)
{% endif %}
{% endmacro %}
