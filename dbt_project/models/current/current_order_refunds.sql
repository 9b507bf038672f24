with refunds as (
    {{ current_rows('order_refunds') }}
)

select refunds.*
from refunds
inner join {{ ref('current_orders') }} as orders on refunds.order_id = orders.order_id
