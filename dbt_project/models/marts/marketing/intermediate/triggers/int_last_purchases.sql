-- One row per user with a purchase: the shop day of the last one.
{{ config(materialized='view') }}

select
    user_id,
    max(bought_date) as bought_date
from {{ ref('int_trigger_purchases') }}
group by user_id
