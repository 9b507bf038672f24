-- What stands in the lake for each table of the contract and load day, as one version.
{{ config(materialized='table') }}

with loads as (
    select * from {{ source('lake', 'loads') }}
),

landing_tables (contract_table, source, table_name) as (
    values
    {%- for contract_table in contract_tables() %}
    {%- set last = loop.last %}
    {%- for source, table in landing_tables(contract_table) %}
    ('{{ contract_table }}', '{{ source }}', '{{ table }}'){{ ',' if not (last and loop.last) }}
    {%- endfor %}
    {%- endfor %}
)

select
    landing_tables.contract_table,
    loads.load_date,
    md5({{ ordered_text("loads.source || '/' || loads.table_name || '/' || loads.fingerprint", ' ', 'loads.source, loads.table_name') }}) as version
from loads
inner join landing_tables
    on loads.source = landing_tables.source and loads.table_name = landing_tables.table_name
group by landing_tables.contract_table, loads.load_date
