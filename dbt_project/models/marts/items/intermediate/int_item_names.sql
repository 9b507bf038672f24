-- One row per item that an order line names, by the name as the newest delivery spells it.

with line_versions as (
    select * from {{ ref('int_order_lines_versions') }}
),

item_names as (
    select
        item_id,
        max_by(item_name, ({{ delivery_order() }})) filter (where item_name is not null) as item_name
    from line_versions
    where item_name is not null
    group by item_id
)

select * from item_names
