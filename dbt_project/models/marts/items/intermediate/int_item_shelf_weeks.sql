-- One row per item and week up to as-of with what stood on the shelf, where that is known: its price, and the days on which it was sold out.

with as_of as (
    select * from {{ ref('as_of') }}
),

weeks as (
    select * from {{ ref('int_weeks') }}
),

-- A state is a price, or for stock 0 where an item is sold out and 1 where it is not.
changes as (
    select
        'price' as kind,
        item_id,
        valid_from as changed_at,
        cast(valid_from_local as date) as from_date,
        price as state
    from {{ ref('current_prices') }}

    union all

    select
        'stock' as kind,
        item_id,
        counted_at as changed_at,
        cast(counted_at_local as date) as from_date,
        cast(case when on_hand <= 0 then 0 else 1 end as decimal(18, 4)) as state
    from {{ ref('current_stock_levels') }}
),

-- Of a day the last one counts.
days as (
    select
        *,
        row_number() over (
            partition by kind, item_id, from_date
            order by changed_at desc, state asc
        ) as place
    from changes
),

-- Stock is counted daily, and is seldom out: only what differs from before begins a spell.
marked as (
    select
        *,
        coalesce(state <> lag(state) over (partition by kind, item_id order by from_date), true) as is_start
    from days
    where place = 1
),

spells as (
    select
        kind,
        item_id,
        from_date,
        lead(from_date) over (partition by kind, item_id order by from_date) as until_date,
        state
    from marked
    where is_start
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
    cast(sum(case when state = 0 then day_count else 0 end) filter (where kind = 'stock') as bigint) as stock_out_day_count
from known_days
where day_count > 0
group by item_id, week_start_date
