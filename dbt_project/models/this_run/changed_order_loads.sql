-- Load days of which orders or their lines are new, changed or withdrawn.
{{ also_reads(['int_orders_versions', 'int_order_lines_versions']) }}
{{ changed_for(
    ['int_orders_outcomes', 'int_order_lines_outcomes', 'current_orders', 'current_order_lines'],
    ['int_orders_versions', 'int_order_lines_versions']
) }}
