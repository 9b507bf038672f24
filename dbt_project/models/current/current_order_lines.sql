-- One row per line that counts of an order, whether or not the order itself has come.
{{ config(materialized='by_version', meta=by_affected_orders()) }}
{{ also_reads(['changed_order_loads', 'affected_orders', 'int_orders_versions', 'int_order_lines_versions']) }}

with affected as (
    {{ affected_versions('order_lines') }}
),

reported as (
    select
        *,
        quantity < 0 as is_return
    from affected
),

-- The sold or returned lines of an order some of which came without a number: there it does not tell which are the same.
without_numbers as (
    select distinct
        order_id,
        is_return
    from reported
    where line_number is null
),

-- There the same is the same item at the same place among its lines in the file.
versions as (
    select
        reported.*,
        cast(reported.line_number as string) as line_key
    from reported
    left join without_numbers on {{ matches(['order_id', 'is_return'], 'reported', 'without_numbers') }}
    where without_numbers.order_id is null

    union all

    select
        reported.*,
        reported.item_id || ' ' || row_number() over (
            partition by reported.order_id, reported.is_return, reported.item_id, reported.load_date, {{ landed_file('reported.') }}
            order by reported.line_number nulls last, reported.row_number
        ) as line_key
    from reported
    inner join without_numbers on {{ matches(['order_id', 'is_return'], 'reported', 'without_numbers') }}
),

accepted as (
    {{ accepted_rows('order_lines', 'versions') }}
),

-- A line in force is no older version of another: returns of several days, say, that came without numbers.
replaced as (
    select versions.*
    from versions
    inner join {{ ref('int_order_lines_outcomes') }} as outcomes
        on {{ matches(['order_id', 'source', 'landing_table', 'load_date', 'file_name', 'row_number'], 'versions', 'outcomes') }}
),

in_force as (
    {{ rows_in_force('order_lines', 'accepted', 'replaced', ['order_id', 'line_key', 'is_return']) }}
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

-- Few: orders of which lines came without a number, or with one that a sold and a returned line may share.
orders_to_number as (
    select distinct order_id
    from accepted
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
    least(of_number.reported_date, without_number.reported_date) as return_reported_date,
    {{ provenance('numbered.') }},
    spans.first_load_date,
    spans.last_load_date
from numbered
inner join spans on numbered.order_id = spans.order_id
left join reported_returns as of_number
    on
        numbered.quantity < 0
        and {{ matches(['order_id', 'item_id', 'quantity'], 'numbered', 'of_number') }}
        and numbered.line_number is not distinct from of_number.line_number
-- Reported before its line had a number.
left join reported_returns as without_number
    on
        numbered.quantity < 0
        and {{ matches(['order_id', 'item_id', 'quantity'], 'numbered', 'without_number') }}
        and without_number.line_number is null
