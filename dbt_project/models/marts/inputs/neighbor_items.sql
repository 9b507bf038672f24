-- One row per product that is offered, seen or sold, with a number in the order of the ids: what neighbours are counted by.

select
    item_id,
    cast(row_number() over (order by item_id) as integer) as item_number,
    name as item_name
from {{ ref('item_facts') }}
where is_product
