-- Deliveries of states and happenings that passed staging but are not the row in force, with the reason: duplicate, superseded,
-- conflicting_id or unknown_order.
{{ config(schema='staging', materialized='table') }}
{%- set tables = contract(none).keys() | reject('in', ['events', 'order_lines']) | list %}

with line_outcomes as (
    {{ line_outcomes(ref('int_order_lines_versions')) }}
),

lines as (
    select
        line_outcomes.*,
        case
            when line_outcomes.outcome = 'accepted' and orders.order_id is null then 'unknown_order'
            else line_outcomes.outcome
        end as final_outcome
    from line_outcomes
    left join {{ ref('orders') }} as orders
        on line_outcomes.order_id = orders.order_id
),

outcomes as (
    select
        {{ provenance() }},
        final_outcome as outcome,
        case when final_outcome in ('conflicting_id', 'unknown_order') then {{ row_as_json(contract_columns('order_lines')) }} end as landed_row
    from lines
    {%- for table in tables %}
    union all
    select
        {{ provenance() }},
        outcome,
        case when outcome = 'conflicting_id' then {{ row_as_json(contract_columns(table)) }} end as landed_row
    from ({{ version_outcomes(table, ref('int_' ~ table ~ '_versions')) }})
    {%- endfor %}
)

select * from outcomes
where
    outcome <> 'accepted'
    and is_landing_row
