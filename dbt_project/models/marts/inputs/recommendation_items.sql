-- One row per item: where it belongs, and whether it may be shown today.

select
    item_id,
    category_id,
    on_hand_count > 0 as is_available,
    not is_product as is_hidden
from {{ ref('item_facts') }}
