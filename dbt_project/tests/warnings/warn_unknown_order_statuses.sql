{{ config(severity='warn') }}

select
    status,
    count(*) as row_count
from {{ ref('int_order_terms') }}
where is_unknown_status
group by status
