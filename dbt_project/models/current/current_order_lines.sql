-- One row per line that counts of an order, whether or not the order itself has come.
{{ config(materialized='by_version', meta=by_affected_orders()) }}
{{ also_reads(['changed_order_loads', 'affected_orders', 'int_orders_versions', 'int_order_lines_versions']) }}

with affected as (
    {{ affected_versions('order_lines') }}
),

versions as (
    select
        *,
        quantity < 0 as is_return
    from affected
),

accepted as (
    {{ accepted_rows('order_lines', 'versions') }}
),

in_force as (
    {{ rows_in_force('order_lines', 'accepted', 'versions', ['order_id', 'line_number', 'is_return']) }}
),

spans as (
    select
        order_id,
        min(load_date) as first_load_date,
        max(load_date) as last_load_date
    from versions
    group by order_id
),

-- When a return was first reported: an export that holds it again does not move it.
reported_returns as (
    select
        order_id,
        item_id,
        quantity,
        line_number,
        min(load_date) as reported_date
    from versions
    where is_return
    group by order_id, item_id, quantity, line_number
),

-- Few: orders of which lines have no number, or one that a sold and a returned line may share.
orders_to_number as (
    select distinct order_id
    from in_force
    where line_number is null or quantity < 0
),

-- A number that a sold and a returned line share stays with the sold one.
placed as (
    select
        *,
        line_number is not null
        and row_number() over (partition by order_id, line_number order by quantity < 0, {{ delivery_order() }}) = 1 as has_own_number,
        coalesce(max(line_number) over (partition by order_id), 0) as last_number
    from in_force
    where order_id in (select orders_to_number.order_id from orders_to_number)
),

numbered as (
    select
        *,
        case
            when has_own_number then line_number
            else last_number + row_number() over (partition by order_id, has_own_number order by {{ delivery_order() }})
        end as own_number
    from placed

    union all

    select
        *,
        true as has_own_number,
        line_number as last_number,
        line_number as own_number
    from in_force
    where order_id not in (select orders_to_number.order_id from orders_to_number)
)

select
    numbered.order_id,
    numbered.own_number as line_number,
    numbered.line_number as reported_number,
    numbered.item_id,
    numbered.item_name,
    numbered.quantity,
    numbered.unit_price,
    numbered.discount_amount,
    numbered.returned_at,
    cast(numbered.returned_at_local as date) as returned_date,
    reported_returns.reported_date as return_reported_date,
    {{ provenance('numbered.') }},
    spans.first_load_date,
    spans.last_load_date
from numbered
inner join spans on numbered.order_id = spans.order_id
left join reported_returns
    on
        numbered.quantity < 0
        and numbered.order_id = reported_returns.order_id
        and numbered.item_id = reported_returns.item_id
        and numbered.quantity = reported_returns.quantity
        and numbered.line_number is not distinct from reported_returns.line_number
