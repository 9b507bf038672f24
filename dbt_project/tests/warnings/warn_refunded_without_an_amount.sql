{{ config(severity='warn') }}

with named as (
    select
        *,
        {{ bare_word('status') }} as word
    from {{ ref('orders') }}
)

select
    count(*) as row_count,
    min(order_id) as example_order_id
from named
where
    (
        word in (
            'refunded', 'partiallyrefunded', 'wcrefunded', 'chargedback',
            'returned', 'partiallyreturned', 'shippedreturnedtoseller'
        )
        -- Magento's closed orders are refunded, and its complete ones done. Elsewhere closed means done.
        or (word = 'closed' and 'complete' in (select others.word from named as others))
    )
    and gross_amount > 0
    and return_amount = 0
having count(*) > 0
