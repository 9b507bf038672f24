-- One row per user and 30-day period with a counted line: items and categories bought for the first time, and the price levels.

with as_of as (
    select * from {{ ref('as_of') }}
),

lines as (
    select
        bought_lines.user_id,
        bought_lines.item_id,
        bought_lines.category_id,
        {{ period_number('bought_lines.order_date', 'as_of.as_of_date') }} as period_number,
        cast(bought_lines.price_percentile as decimal(9, 6)) as price_percentile
    from {{ ref('int_bought_lines') }} as bought_lines
    cross join as_of
),

-- What was bought by a date is what was first bought in a period until then: so distinct things add up.
first_items as (
    select
        user_id,
        item_id,
        max(period_number) as period_number
    from lines
    group by user_id, item_id
),

first_categories as (
    select
        user_id,
        category_id,
        max(period_number) as period_number
    from lines
    where category_id is not null
    group by user_id, category_id
),

counted as (
    select
        user_id,
        period_number,
        1 as item_count,
        0 as category_count,
        0 as priced_line_count,
        cast(0 as decimal(9, 6)) as price_percentile
    from first_items

    union all

    select
        user_id,
        period_number,
        0 as item_count,
        1 as category_count,
        0 as priced_line_count,
        cast(0 as decimal(9, 6)) as price_percentile
    from first_categories

    union all

    select
        user_id,
        period_number,
        0 as item_count,
        0 as category_count,
        1 as priced_line_count,
        price_percentile
    from lines
    where price_percentile is not null
),

line_periods as (
    select
        user_id,
        period_number,
        cast(sum(item_count) as bigint) as new_item_count,
        cast(sum(category_count) as bigint) as new_category_count,
        cast(sum(priced_line_count) as bigint) as priced_line_count,
        cast(sum(price_percentile) as decimal(18, 6)) as price_percentile_sum
    from counted
    group by user_id, period_number
)

select * from line_periods
