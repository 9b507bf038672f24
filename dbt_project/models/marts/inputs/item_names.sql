-- One row per item that has a name.

select
    item_id,
    name
from {{ ref('item_facts') }}
where name is not null
