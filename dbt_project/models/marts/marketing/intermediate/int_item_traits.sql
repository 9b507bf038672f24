-- One row per item of a category: its brand, and whether its price lies in the low, middle or high third of the category's prices.

with items as (
    select
        item_id,
        category_id,
        brand,
        current_price,
        rank() over (partition by category_id order by current_price nulls last) as price_rank,
        count(current_price) over (partition by category_id) as priced_count
    from {{ ref('item_facts') }}
    where category_id is not null and is_product
),

banded as (
    select
        *,
        -- Equal prices have one rank, and so one band. Of fewer than three prices there are no thirds.
        case
            when current_price is null or priced_count < 3 then null
            when 3 * (price_rank - 1) < priced_count then 'low'
            when 3 * (price_rank - 1) < 2 * priced_count then 'middle'
            else 'high'
        end as price_band
    from items
)

select
    item_id,
    category_id,
    brand,
    price_band,
    case when price_band is not null then min(current_price) over (partition by category_id, price_band) end as band_price_from,
    case when price_band is not null then max(current_price) over (partition by category_id, price_band) end as band_price_to
from banded
