-- One row per user and date as of which tags are made: today for all users, and 30 days ago for those whose past is kept, so that each tag
-- can be checked by what followed.
{{ config(materialized='view') }}

select
    user_id,
    as_of_date,
    period_number = 0 as is_today
from {{ ref('int_user_dates') }}
where period_number <= 1
