-- One row per item and spell of shop days at whose end it was sold out.
{{ config(materialized='view') }}

select
    item_id,
    from_date,
    until_date
from {{ ref('int_item_shelf_spells') }}
where kind = 'stock' and state = 0
