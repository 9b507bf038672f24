-- The two dates as of which chances are looked for: today, and so long ago that what followed is known.
{{ config(materialized='view') }}

select
    as_of_date,
    true as is_now
from {{ ref('as_of') }}

union all

select
    cast(as_of_date - interval {{ var('opportunity_days') }} day as date) as as_of_date,
    false as is_now
from {{ ref('as_of') }}
