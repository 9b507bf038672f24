{#
    How models keep orders and their lines: those that a run affects are made again from all their versions.
#}

{# How a model keeps orders: those that a run affects are rebuilt. #}
{% macro by_affected_orders() %}
    {{ return({
        'inputs': ['int_orders_versions', 'int_order_lines_versions'],
        'changed': 'changed_order_loads',
        'affected': 'affected_orders',
        'key': ['order_id'],
        'stored_by': 'load_date',
    }) }}
{% endmacro %}


{# The versions of orders, or of their lines, that a model has to read. #}
{% macro affected_versions(contract_table) %}
    select * from {{ ref('int_' ~ contract_table ~ '_versions') }}
    {%- if is_rework() %}
    where order_id in (select affected.order_id from {{ ref('affected_orders') }} as affected)
    {%- endif %}
{%- endmacro %}
