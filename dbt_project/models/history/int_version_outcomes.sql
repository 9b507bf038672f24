-- Deliveries that passed staging but are not in force, with the reason: duplicate, superseded, conflicting_id, or why a line or a refund cannot
-- be valued: unknown_order, unknown_exchange_rate, impossible_line_amount.
{{ config(materialized='table') }}
{%- set tables = contract_tables() | reject('equalto', 'events') | list %}

with unvalued_lines as (
    select
        lines.order_id,
        {{ provenance('lines.') }},
        case
            when terms.order_id is null then 'unknown_order'
            when terms.exchange_rate is null then 'unknown_exchange_rate'
            else 'impossible_line_amount'
        end as outcome
    from {{ ref('current_order_lines') }} as lines
    left join {{ ref('int_order_terms') }} as terms
        on lines.order_id = terms.order_id
    where
        terms.order_id is null
        or terms.exchange_rate is null
        or {{ is_impossible_line('lines.quantity', 'lines.unit_price', 'terms.exchange_rate') }}
),

lines as (
    select
        versions.*,
        unvalued.outcome
    from {{ ref('int_order_lines_versions') }} as versions
    inner join unvalued_lines as unvalued
        on {{ matches(['order_id', 'source', 'landing_table', 'load_date', 'file_name', 'row_number'], 'versions', 'unvalued') }}
),

accepted_refunds as (
    {{ accepted_rows('order_refunds', ref('int_order_refunds_versions')) }}
),

refunds as (
    select refunds.*
    from accepted_refunds as refunds
    left join {{ ref('int_order_terms') }} as terms
        on refunds.order_id = terms.order_id
    where terms.order_id is null
),

outcomes as (
    select
        {{ provenance() }},
        outcome,
        {{ row_as_json(contract_columns('order_lines')) }} as landed_row
    from lines
    union all
    select
        {{ provenance() }},
        'unknown_order' as outcome,
        {{ row_as_json(contract_columns('order_refunds')) }} as landed_row
    from refunds
    {%- for table in tables %}
    union all
    select
        {{ provenance() }},
        outcome,
        landed_row
    from {{ ref('int_' ~ table ~ '_outcomes') }}
    {%- endfor %}
)

select * from outcomes
where is_landing_row
