-- One row per item and spell of shop days at whose end it was sold out.

-- Of a day the last count says how it ended.
with counts as (
    select
        item_id,
        cast(counted_at_local as date) as counted_date,
        on_hand <= 0 as is_sold_out,
        row_number() over (
            partition by item_id, cast(counted_at_local as date)
            order by counted_at desc, on_hand asc
        ) as place
    from {{ ref('current_stock_levels') }}
),

marked as (
    select
        item_id,
        counted_date,
        is_sold_out,
        coalesce(is_sold_out <> lag(is_sold_out) over (partition by item_id order by counted_date), true) as is_start
    from counts
    where place = 1
),

spells as (
    select
        item_id,
        counted_date as from_date,
        lead(counted_date) over (partition by item_id order by counted_date) as until_date,
        is_sold_out
    from marked
    where is_start
)

select
    item_id,
    from_date,
    until_date
from spells
where is_sold_out
