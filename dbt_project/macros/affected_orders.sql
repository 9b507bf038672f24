{#
    Pre-hook of current_orders and current_order_lines: names the orders that the changed load days hold or held, and takes them out. What a
    replaced load day held is found by the first and last load day of an order's versions: one within that span may have held some of it.
#}
{% macro set_aside_affected_orders(versions) %}
create or replace table {{ affected_orders() }} as
with changed as (
    {{ changed() }}
)

select order_id from {{ versions }} where load_date in (select partition_date from changed)
{%- if is_incremental() %}
union
select held.order_id
from {{ this }} as held
inner join (
    select changed.partition_date
    from changed
    inner join staging.built_from as known
        on known.model = '{{ model.name }}' and changed.partition_date = known.partition_date
) as replaced
    on replaced.partition_date between held.first_load_date and held.last_load_date;

delete from {{ this }} where order_id in (select order_id from {{ affected_orders() }})
{%- endif %}
{% endmacro %}


{% macro affected_orders() -%}
    staging.{{ model.name }}_affected
{%- endmacro %}
