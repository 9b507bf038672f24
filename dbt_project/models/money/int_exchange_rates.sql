-- One row per currency and shop day from which a rate holds, with the day before which it does: of several rates of a day the last.

with by_day as (
    select
        currency,
        cast(valid_from_local as date) as valid_from_date,
        max_by(rate, valid_from) filter (where rate is not null) as rate
    from {{ ref('current_exchange_rates') }}
    group by 1, 2
)

select
    currency,
    rate,
    valid_from_date,
    lead(valid_from_date) over (partition by currency order by valid_from_date) as valid_until_date
from by_day
