-- One row per item whose stock is counted: what is on hand, so that no more is promised.

select * from {{ ref('int_item_stock') }}
