-- One row per item and week up to as-of with what stood on the shelf, where that is known: its price, and the days on which it was sold out.

with as_of as (
    select * from {{ ref('as_of') }}
),

weeks as (
    select * from {{ ref('int_weeks') }}
),

spells as (
    select * from {{ ref('int_item_shelf_spells') }}
),

known_days as (
    select
        spells.kind,
        spells.item_id,
        weeks.week_start_date,
        spells.state,
        {{ days_between(
            'greatest(spells.from_date, weeks.week_start_date)',
            'least(coalesce(spells.until_date, as_of.as_of_date + interval 1 day), weeks.week_end_date + interval 1 day, as_of.as_of_date + interval 1 day)'
        ) }} as day_count
    from spells
    cross join as_of
    inner join weeks
        on spells.from_date <= weeks.week_end_date and coalesce(spells.until_date, weeks.week_end_date + interval 1 day) > weeks.week_start_date
)

select
    item_id,
    week_start_date,
    cast(
        sum(cast(state as double) * day_count) filter (where kind = 'price')
        / cast(sum(day_count) filter (where kind = 'price') as double) as decimal(18, 4)
    ) as shelf_price,
    {{ rounded(
        "sum(cast(day_count as double)) filter (where kind = 'price' and state > 0)"
        ~ " / sum(cast(day_count as double) / nullif(cast(state as double), 0)) filter (where kind = 'price')"
    ) }} as harmonic_price,
    cast(sum(case when state = 0 then day_count else 0 end) filter (where kind = 'stock') as bigint) as stock_out_day_count
from known_days
where day_count > 0
group by item_id, week_start_date
