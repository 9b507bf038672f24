{{ config(severity='warn') }}

-- Both count: without a number nobody can distinguish a second returned unit from one reported twice.
with reported_on_several_days as (
    select
        order_id,
        item_id,
        quantity
    from {{ ref('current_order_lines') }}
    where quantity < 0
    group by order_id, item_id, quantity
    having min(load_date) < max(load_date)
)

select
    count(*) as row_count,
    min(order_id) as example_order_id
from reported_on_several_days
having count(*) > 0
