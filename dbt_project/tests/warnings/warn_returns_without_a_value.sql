{{ config(severity='warn') }}

select
    count(*) as row_count,
    min(order_id) as example_order_id
from {{ ref('order_lines') }}
where is_return and own_return_amount is null
having count(*) > 0
