-- What stands in the lake for each table of the contract and load day, as one version. Event deliveries are compared with
-- those of the load days before them, so the version of an event load day covers that window.
{{ config(materialized='table') }}

with loads as (
    select * from {{ source('lake', 'loads') }}
),

landing_tables as (
    select * from {{ ref('landing_tables') }}
),

versions as (
    select
        landing_tables.contract_table,
        loads.load_date,
        md5(string_agg(
            loads.source || '/' || loads.table_name || '/' || loads.fingerprint,
            ' ' order by loads.source, loads.table_name
        )) as version
    from loads
    inner join landing_tables
        on loads.source = landing_tables.source and loads.table_name = landing_tables.table_name
    group by landing_tables.contract_table, loads.load_date
),

event_windows as (
    select
        own.contract_table,
        own.load_date,
        md5(string_agg(near.version, ' ' order by near.load_date)) as version
    from versions as own
    inner join versions as near
        on
            own.contract_table = near.contract_table
            and near.load_date between own.load_date - interval {{ var('repeat_window_days') }} day and own.load_date
    where own.contract_table = 'events'
    group by own.contract_table, own.load_date
)

select * from versions
where contract_table <> 'events'
union all
select * from event_windows
