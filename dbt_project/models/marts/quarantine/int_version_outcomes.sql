-- Deliveries of versioned and append-only tables that passed staging but are not the row in force, with the reason: duplicate, superseded,
-- conflicting_id, or why a line cannot be valued: unknown_order, unknown_exchange_rate, impossible_line_amount.
{{ config(schema='staging', materialized='table') }}
{%- set tables = contract_tables() | reject('in', ['events', 'order_lines', 'order_refunds']) | list %}

with line_outcomes as (
    {{ line_outcomes(ref('int_order_lines_versions')) }}
),

lines as (
    select
        told.*,
        case
            when told.outcome <> 'accepted' then told.outcome
            when terms.order_id is null then 'unknown_order'
            when terms.exchange_rate is null then 'unknown_exchange_rate'
            when {{ is_impossible_line('told.quantity', 'told.unit_price', 'terms.exchange_rate') }}
                then 'impossible_line_amount'
            else 'accepted'
        end as final_outcome
    from line_outcomes as told
    left join {{ ref('int_order_terms') }} as terms
        on told.order_id = terms.order_id
),

refund_outcomes as (
    {{ version_outcomes('order_refunds', ref('int_order_refunds_versions')) }}
),

refunds as (
    select
        told.*,
        case when told.outcome = 'accepted' and terms.order_id is null then 'unknown_order' else told.outcome end as final_outcome
    from refund_outcomes as told
    left join {{ ref('int_order_terms') }} as terms
        on told.order_id = terms.order_id
),

outcomes as (
    select
        {{ provenance() }},
        final_outcome as outcome,
        case
            when final_outcome not in ('accepted', 'duplicate', 'superseded')
                then {{ row_as_json(contract_columns('order_lines')) }}
        end as landed_row
    from lines
    union all
    select
        {{ provenance() }},
        final_outcome as outcome,
        case
            when final_outcome not in ('accepted', 'duplicate', 'superseded')
                then {{ row_as_json(contract_columns('order_refunds')) }}
        end as landed_row
    from refunds
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
