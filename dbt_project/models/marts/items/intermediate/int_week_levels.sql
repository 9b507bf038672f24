-- One row per week: the level of the whole shop's sales, and the slope on price that all items share.
--
-- Units are Poisson around item x week x price ** slope. Each round takes the items as they are best by the levels before, the slope one step of
-- Newton's further, and the levels by both. It settles within a few, since prices of single items move in different weeks.
{%- set rounds = 6 %}

with price_weeks as (
    select * from {{ ref('int_price_weeks') }}
),

levels_0 as (
    select
        week_start_date,
        cast(1 as double) as level,
        cast(0 as double) as common_slope
    from price_weeks
    group by week_start_date
)
{%- for round in range(1, rounds + 1) %},

expected_{{ round }} as (
    select
        price_weeks.*,
        levels_{{ round - 1 }}.common_slope,
        levels_{{ round - 1 }}.level * exp(levels_{{ round - 1 }}.common_slope * price_weeks.log_price) as expected
    from price_weeks
    inner join levels_{{ round - 1 }} on price_weeks.week_start_date = levels_{{ round - 1 }}.week_start_date
),

items_{{ round }} as (
    select
        item_id,
        sum(unit_count) / sum(expected) as unit_rate,
        max(common_slope) as common_slope,
        sum(unit_count * log_price) - sum(unit_count) * sum(expected * log_price) / sum(expected) as score,
        sum(unit_count) * (
            sum(expected * log_price * log_price) / sum(expected)
            - power(sum(expected * log_price) / sum(expected), 2)
        ) as information
    from expected_{{ round }}
    group by item_id
),

-- Where no price moved there is nothing to learn, and the slope stays; no shop's is beyond ten.
slopes_{{ round }} as (
    select
        greatest(-10, least(10, max(common_slope) + case when sum(information) > 0.000001 then sum(score) / sum(information) else 0 end))
            as common_slope
    from items_{{ round }}
),

levels_{{ round }} as (
    select
        price_weeks.week_start_date,
        sum(price_weeks.unit_count) / sum(items_{{ round }}.unit_rate * exp(slopes_{{ round }}.common_slope * price_weeks.log_price)) as level,
        max(slopes_{{ round }}.common_slope) as common_slope
    from price_weeks
    inner join items_{{ round }} on price_weeks.item_id = items_{{ round }}.item_id
    cross join slopes_{{ round }}
    group by price_weeks.week_start_date
)
{%- endfor %}

select
    week_start_date,
    {{ rounded('level', 9) }} as level,
    {{ rounded('common_slope', 9) }} as common_slope
from levels_{{ rounds }}
