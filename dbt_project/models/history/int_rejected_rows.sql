-- Rows that staging could not accept, whole, with the reason. Each landing table is counted by one table of the contract only.
{%- set tables = contract_tables() | reject('equalto', 'events') | list %}
{{ config(
    partition_by='load_date',
    meta={'sealed': true, 'inputs': ['load_versions', 'int_event_deliveries'], 'contract_tables': tables}
) }}
-- depends_on: {{ ref('load_versions') }}

with rejected_events as (
    select
        {{ provenance() }},
        fault as reason
    from {{ ref('int_event_deliveries') }}
    where
        fault is not null
        and is_landing_row
        and load_date in ({{ changed() }})
),
{% for table in tables %}
rejected_{{ table }} as (
    select
        {{ provenance() }},
        fault as reason
    from {{ ref('stg_' ~ table) }}
    where
        fault is not null
        and is_landing_row
        and load_date in ({{ changed() }})
),
{% endfor %}
rejected as (
{%- for table in ['events'] + tables %}
    {{ with_landed_row('rejected_' ~ table, table) }}
    {{- 'union all' if not loop.last }}
{%- endfor %}
)

select * from rejected
