-- Rows that staging could not accept, whole, with the reason. Each landing table is counted by one table of the contract only.
{%- set tables = contract(none).keys() | list %}
{{ config(
    materialized='incremental',
    incremental_strategy='append',
    pre_hook="{{ forget_changed('load_date') }}",
    post_hook="{{ remember_inputs() }}",
    meta={
        'inputs': ['load_versions'],
        'contract_tables': ['events', 'orders', 'order_lines', 'users', 'identities', 'items', 'categories', 'offers', 'prices', 'stock_levels', 'reviews', 'messages']
    }
) }}
-- depends_on: {{ ref('load_versions') }}
{% for table in tables %}
select
    {{ provenance() }},
    fault as reason,
    landed_row
from {{ ref('stg_' ~ table) }}
where
    fault is not null
    and is_landing_row
    and load_date in ({{ changed() }})
{{ 'union all' if not loop.last }}
{% endfor %}
