-- One row per order and product in it, both as numbers.

with baskets as (
    select * from {{ ref('item_baskets') }}
),

basket_numbers as (
    select
        basket_id,
        cast(row_number() over (order by basket_id) as integer) as basket_number
    from baskets
    group by basket_id
)

select
    basket_numbers.basket_number,
    neighbor_items.item_number
from baskets
inner join basket_numbers on baskets.basket_id = basket_numbers.basket_id
inner join {{ ref('neighbor_items') }} as neighbor_items on baskets.item_id = neighbor_items.item_id
