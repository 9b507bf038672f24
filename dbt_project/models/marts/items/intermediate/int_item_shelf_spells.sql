-- One row per item and run of days in which the same stood on the shelf: a price, or for stock 0 where it is sold out and 1 where it is not.

with changes as (
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
)

select * from spells
