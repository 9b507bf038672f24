-- Which version of each partition of its inputs a model was last built from. The materialization by_version writes the rows; a full refresh of
-- everything keeps them, since each model then rewrites its own.
{{ config(materialized='incremental', partition_by='model', incremental_strategy='append', full_refresh=false) }}

select
    cast(null as string) as model,
    cast(null as date) as partition_date,
    cast(null as string) as version
where false
