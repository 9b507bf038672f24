-- One row per item that was sold and whose margin is known, with what a unit of it has brought.

select
    item_id,
    cast({{ rounded('cast(margin_amount as double) / unit_count', 4) }} as decimal(18, 4)) as unit_margin_amount
from {{ ref('item_facts') }}
where unit_count > 0 and margin_amount is not null
