select
    currency,
    count(*) as row_count
from {{ ref('current_orders') }}
where
    {{ 'false' if shop_currency() else 'true' }}
    and currency is not null
group by currency
qualify count(*) over () > 1
