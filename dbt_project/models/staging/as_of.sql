-- The day as of which every mart speaks: the end of the newest load day in the lake.
{{ config(materialized='table') }}

select
    max(load_date) as as_of_date,
    cast(max(load_date) as timestamp) + interval 1 day as as_of_at
from {{ source('lake', 'loads') }}
having max(load_date) is not null
