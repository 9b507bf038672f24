-- One row per order, as its newest version has it, with when its older versions were reported.
{{ config(materialized='by_version', meta=by_affected_orders()) }}
{{ also_reads(['changed_order_loads', 'affected_orders', 'int_orders_versions', 'int_order_lines_versions']) }}

with versions as (
    {{ affected_versions('orders') }}
),

accepted as (
    {{ accepted_rows('orders', 'versions') }}
),

in_force as (
    {{ rows_in_force('orders', 'accepted', 'versions', contract('orders').key) }}
),

spans as (
    select
        order_id,
        min(load_date) as first_load_date,
        max(load_date) as last_load_date
    from versions
    group by order_id
)

select
    {%- for name in typed_columns('orders') %}
    in_force.{{ name }},
    {%- endfor %}
    cast(in_force.ordered_at_local as date) as order_date,
    cast(extract(hour from in_force.ordered_at_local) as smallint) as order_hour,
    {{ provenance('in_force.') }},
    spans.first_load_date,
    spans.last_load_date
from in_force
inner join spans on in_force.order_id = spans.order_id
