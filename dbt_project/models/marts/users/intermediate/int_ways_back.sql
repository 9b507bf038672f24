-- One row per user and month-end at which the user fell into another group: how many orders would have kept the user in the former one.
--
-- One order raises recency, frequency and quantity at once. The user is placed anew among all others, who stay as they are.
{%- set facts = {'frequency': 'order_count', 'quantity': 'unit_count'} %}
{%- set most_orders = 3 %}

with user_group_months as (
    select * from {{ ref('user_group_months') }}
),

thresholds as (
    {{ group_score_thresholds() }}
),

values_reached as (
    {%- for fact in facts %}
    select
        month_end_date,
        '{{ fact }}' as fact,
        {{ facts[fact] }} as fact_value,
        count(*) as user_count
    from user_group_months
    group by month_end_date, {{ facts[fact] }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

-- Who rises above a value leaves that many users behind, less one: the user who rises.
values_passed as (
    select
        month_end_date,
        fact,
        fact_value,
        cast(sum(user_count) over (partition by month_end_date, fact order by fact_value) as bigint) as rank_above,
        cast(sum(user_count) over (partition by month_end_date, fact) as bigint) as buyer_count
    from values_reached
),

scores_above as (
    select
        month_end_date,
        fact,
        fact_value,
        {{ tie_safe_score('rank_above', 'buyer_count') }} as score
    from values_passed
),

-- The value above which a score begins.
score_bounds as (
    select
        month_end_date
        {%- for fact in facts %}
        {%- for score in range(2, 6) %},
        min(fact_value) filter (where fact = '{{ fact }}' and score >= {{ score }}) as {{ fact }}_bound_{{ score }}
        {%- endfor %}
        {%- endfor %}
    from scores_above
    group by month_end_date
),

months as (
    select
        *,
        lag(mean_score) over (partition by user_id order by month_end_date) as previous_mean_score
    from user_group_months
),

fallen as (
    select
        *,
        greatest(1, {{ whole_quotient('unit_count', 'order_count') }}) as order_unit_count
    from months
    where previous_user_group <> user_group and mean_score < previous_mean_score
),

-- So many orders of the usual size at the month-end: the newest buyer has the best recency, and the price level stays.
numbers as (
    {%- for orders in range(1, most_orders + 1) %}
    select {{ orders }} as order_number{{ ' union all' if not loop.last }}
    {%- endfor %}
),

after_orders as (
    select
        fallen.user_id,
        fallen.month_end_date,
        fallen.previous_user_group,
        numbers.order_number,
        5 as recency_score,
        {%- for fact, more in {'frequency': 'numbers.order_number', 'quantity': 'numbers.order_number * fallen.order_unit_count'}.items() %}
        1
        {%- for score in range(2, 6) %}
        + case when fallen.{{ facts[fact] }} + {{ more }} > score_bounds.{{ fact }}_bound_{{ score }} then 1 else 0 end
        {%- endfor %} as {{ fact }}_score,
        {%- endfor %}
        fallen.purchasing_score
    from fallen
    cross join numbers
    inner join score_bounds on fallen.month_end_date = score_bounds.month_end_date
),

scored_after_orders as (
    select
        *,
        {{ mean_of_scores('recency_score', 'frequency_score', 'quantity_score', 'purchasing_score') }} as mean_score
    from after_orders
),

ways as (
    select
        scored_after_orders.user_id,
        scored_after_orders.month_end_date,
        min(scored_after_orders.order_number) as orders_to_return
    from scored_after_orders
    cross join thresholds
    where
        scored_after_orders.mean_score >= case scored_after_orders.previous_user_group
            when 'high_value' then thresholds.high_value_score
            when 'high_quality' then thresholds.high_quality_score
            else thresholds.ordinary_score
        end
    group by scored_after_orders.user_id, scored_after_orders.month_end_date
)

select
    fallen.user_id,
    fallen.month_end_date,
    cast(fallen.order_unit_count as bigint) as order_unit_count,
    cast({{ most_orders }} as bigint) as most_orders,
    cast(ways.orders_to_return as bigint) as orders_to_return
from fallen
left join ways on fallen.user_id = ways.user_id and fallen.month_end_date = ways.month_end_date
