-- Orders that a changed load day holds, or may have held when the models that keep orders were last built.
{%- set changed = ref('changed_order_loads') %}

select order_id
from {{ ref('int_orders_versions') }}
where load_date in (select changed.partition_date from {{ changed }} as changed)
union
select order_id
from {{ ref('int_order_lines_versions') }}
where load_date in (select changed.partition_date from {{ changed }} as changed)
{%- for name in ['current_orders', 'current_order_lines'] %}
union
{{ held_keys(name, changed, {'order_id': 'order_id'}) }}
{%- endfor %}
