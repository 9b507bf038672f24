-- Week by week, items and days add up to the same units and amounts. A refund reported as an amount is divided among the lines of the order, so where
-- there are several a ten-thousandth of each line may lie on another day.
{%- set sums = ['unit_count', 'return_unit_count', 'gross_amount', 'discount_amount', 'return_amount'] %}
with items as (
    select
        week_start_date,
        {%- for column in sums %}
        coalesce(sum({{ column }}), 0) as {{ column }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('item_weeks') }}
    group by week_start_date
),

days as (
    select
        {%- for column in sums %}
        coalesce(sum({{ column }}), 0) as {{ column }},
        {%- endfor %}
        cast(date_trunc('week', activity_date) as date) as week_start_date
    from {{ ref('daily_statistics') }}
    group by cast(date_trunc('week', activity_date) as date)
),

shared as (
    select count(*) as line_count
    from {{ ref('order_lines') }}
    where return_amount > own_return_amount
)

select days.*
from days
full outer join items on days.week_start_date = items.week_start_date
cross join shared
where
    false
    {%- for column in sums %}
    or abs(coalesce(days.{{ column }}, 0) - coalesce(items.{{ column }}, 0)) > {{ '0.0001 * shared.line_count' if column == 'return_amount' else 0 }}
    {%- endfor %}
