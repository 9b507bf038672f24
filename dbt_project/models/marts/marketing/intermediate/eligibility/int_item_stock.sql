-- One row per item whose stock was counted: what is on hand, and whether there was enough of it at the end of each of the last days.

-- Of a day the last count says how it ended.
with counts as (
    select
        item_id,
        cast(counted_at_local as date) as counted_date,
        on_hand,
        row_number() over (
            partition by item_id, cast(counted_at_local as date)
            order by counted_at desc, on_hand asc
        ) as place
    from {{ ref('current_stock_levels') }}
),

day_ends as (
    select
        counts.item_id,
        counts.counted_date,
        counts.on_hand,
        {{ date_after('as_of.as_of_date', '1 - rules.steady_stock_days') }} as first_date,
        rules.least_on_hand_count
    from counts
    cross join {{ ref('as_of') }} as as_of
    cross join {{ ref('int_contact_rules') }} as rules
    where counts.place = 1
),

-- What was counted before holds until the next count.
recent as (
    select
        *,
        max(case when counted_date <= first_date then counted_date end) over (partition by item_id) as held_date,
        max(counted_date) over (partition by item_id) as last_date
    from day_ends
)

select
    item_id,
    max(case when counted_date = last_date then on_hand end) as on_hand_count,
    min(case when counted_date > first_date or counted_date = held_date then on_hand end) >= min(least_on_hand_count) as is_steady
from recent
group by item_id
