{{ config(severity='warn') }}

select
    count(*) as row_count,
    min(order_id) as example_order_id
from {{ ref('orders') }}
where {{ bare_word('status') }} in ('refunded', 'wcrefunded', 'chargedback') and gross_amount > 0 and return_amount = 0
having count(*) > 0
