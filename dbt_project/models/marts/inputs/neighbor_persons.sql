-- One row per person and product viewed or bought, both as numbers.

select
    person_items.person_number,
    neighbor_items.item_number,
    person_items.first_viewed_date,
    person_items.last_bought_date
from {{ ref('int_person_items') }} as person_items
inner join {{ ref('neighbor_items') }} as neighbor_items on person_items.item_id = neighbor_items.item_id
