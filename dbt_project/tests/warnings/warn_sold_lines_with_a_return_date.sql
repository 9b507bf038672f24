{{ config(severity='warn') }}

-- A sold line may say when it came back beside what says that it did: a returned line, or an amount.
select
    count(*) as row_count,
    min(lines.order_id) as example_order_id
from {{ ref('current_order_lines') }} as lines
inner join {{ ref('orders') }} as orders on lines.order_id = orders.order_id
where
    lines.quantity > 0
    and lines.returned_at is not null
    and orders.gross_amount > 0
    and orders.return_amount = 0
having count(*) > 0
