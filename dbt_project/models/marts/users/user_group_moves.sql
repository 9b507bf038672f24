-- One row per user and month-end at which the group is another than at the month-end before: the fewest scores that explain it, and the way back.
{%- set facts = {'recency': 'recency_days', 'frequency': 'order_count', 'quantity': 'unit_count', 'purchasing': 'price_percentile'} %}
{%- set most_orders = 3 %}

with user_group_months as (
    select * from {{ ref('user_group_months') }}
),

thresholds as (
    {{ group_score_thresholds() }}
),

months as (
    select
        *,
        {%- for fact, column in facts.items() %}
        lag({{ fact }}_score) over (user_months) as previous_{{ fact }}_score,
        lag({{ column }}) over (user_months) as previous_{{ column }},
        {%- endfor %}
        lag(mean_score) over (user_months) as previous_mean_score
    from user_group_months
    window user_months as (partition by user_id order by month_end_date)
),

moves as (
    select * from months
    where previous_user_group <> user_group
),

-- Every choice of one to four scores.
choices as (
    {%- for number in range(1, 16) %}
    {%- set bits = [number % 2, number // 2 % 2, number // 4 % 2, number // 8] %}
    select
        {{ number }} as choice,
        {{ bits | sum }} as score_count
        {%- for fact in facts %},
        {{ bits[loop.index0] }} = 1 as is_by_{{ fact }}
        {%- endfor %}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

-- With these scores as they were, and the others as they are. What did not change explains nothing.
reverted as (
    select
        moves.user_id,
        moves.month_end_date,
        moves.previous_user_group,
        choices.*
        {%- for fact in facts %},
        case when choices.is_by_{{ fact }} then moves.previous_{{ fact }}_score else moves.{{ fact }}_score end as reverted_{{ fact }}_score
        {%- endfor %},
        0
        {%- for fact in facts %}
        + case when choices.is_by_{{ fact }} then abs(coalesce(moves.{{ fact }}_score, 0) - coalesce(moves.previous_{{ fact }}_score, 0)) else 0 end
        {%- endfor %} as change
    from moves
    inner join choices
        on
            {%- for fact in facts %}
            {{ 'and ' if not loop.first }}(not choices.is_by_{{ fact }} or moves.{{ fact }}_score is distinct from moves.previous_{{ fact }}_score)
            {%- endfor %}
),

regrouped as (
    select
        reverted.*,
        {{ group_of_score(mean_of_scores(
            'reverted.reverted_recency_score', 'reverted.reverted_frequency_score',
            'reverted.reverted_quantity_score', 'reverted.reverted_purchasing_score'
        )) }} as reverted_user_group
    from reverted
    cross join thresholds
),

-- The fewest that bring the former group back; of equally many those that changed most. All that changed always do.
explained as (
    select
        *,
        row_number() over (
            partition by user_id, month_end_date
            order by score_count, change desc, choice
        ) as place
    from regrouped
    where reverted_user_group = previous_user_group
),

values_reached as (
    {%- for fact in ['frequency', 'quantity'] %}
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
        {%- for fact in ['frequency', 'quantity'] %}
        {%- for score in range(2, 6) %},
        min(fact_value) filter (where fact = '{{ fact }}' and score >= {{ score }}) as {{ fact }}_bound_{{ score }}
        {%- endfor %}
        {%- endfor %}
    from scores_above
    group by month_end_date
),

fallen as (
    select
        *,
        greatest(1, {{ whole_quotient('unit_count', 'order_count') }}) as order_unit_count
    from moves
    where mean_score < previous_mean_score
),

-- So many orders of the usual size at the month-end: the newest buyer has the best recency, and the price level stays.
{%- for orders in range(1, most_orders + 1) %}
after_{{ orders }}_orders as (
    select
        fallen.user_id,
        fallen.month_end_date,
        fallen.previous_user_group,
        5 as recency_score,
        {%- for fact, reached in {'frequency': 'fallen.order_count + ' ~ orders, 'quantity': 'fallen.unit_count + ' ~ orders ~ ' * fallen.order_unit_count'}.items() %}
        1
        {%- for score in range(2, 6) %}
        + case when {{ reached }} > score_bounds.{{ fact }}_bound_{{ score }} then 1 else 0 end
        {%- endfor %} as {{ fact }}_score,
        {%- endfor %}
        fallen.purchasing_score
    from fallen
    inner join score_bounds on fallen.month_end_date = score_bounds.month_end_date
),
{%- endfor %}

after_orders as (
    {%- for orders in range(1, most_orders + 1) %}
    select
        *,
        {{ orders }} as order_count
    from after_{{ orders }}_orders
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

scored_after_orders as (
    select
        *,
        {{ mean_of_scores('recency_score', 'frequency_score', 'quantity_score', 'purchasing_score') }} as mean_score
    from after_orders
),

ways_back as (
    select
        scored_after_orders.user_id,
        scored_after_orders.month_end_date,
        cast(min(scored_after_orders.order_count) as bigint) as order_count
    from scored_after_orders
    cross join thresholds
    where
        scored_after_orders.mean_score >= case scored_after_orders.previous_user_group
            when 'high_value' then thresholds.high_value_score
            when 'high_quality' then thresholds.high_quality_score
            else thresholds.ordinary_score
        end
    group by scored_after_orders.user_id, scored_after_orders.month_end_date
),

user_group_moves as (
    select
        moves.user_id,
        moves.month_end_date,
        moves.previous_user_group,
        moves.user_group,
        moves.previous_mean_score,
        moves.mean_score,
        explained.is_by_recency,
        explained.is_by_frequency,
        explained.is_by_quantity,
        explained.is_by_purchasing,
        concat_ws(
            '; ',
            case when explained.is_by_recency then
                'recency from ' || cast(moves.previous_recency_score as string) || ' to ' || cast(moves.recency_score as string)
                || ' (last order ' || {{ counted_noun('moves.previous_recency_days', 'day') }} || ' before, now ' || cast(moves.recency_days as string) || ')'
            end,
            {%- for fact, noun in {'frequency': 'order', 'quantity': 'unit'}.items() %}
            case when explained.is_by_{{ fact }} then
                '{{ fact }} from ' || cast(moves.previous_{{ fact }}_score as string) || ' to ' || cast(moves.{{ fact }}_score as string)
                || ' (' || {{ counted_noun('moves.previous_' ~ facts[fact], noun) }}
                || case when moves.previous_{{ facts[fact] }} = moves.{{ facts[fact] }} then ' as before, others changed' else ', now ' || cast(moves.{{ facts[fact] }} as string) end
                || ')'
            end,
            {%- endfor %}
            case when explained.is_by_purchasing then
                'purchasing ability from ' || coalesce(cast(moves.previous_purchasing_score as string), 'unknown')
                || ' to ' || coalesce(cast(moves.purchasing_score as string), 'unknown')
                || coalesce(
                    ' (price percentile ' || cast(cast({{ rounded('100 * moves.previous_price_percentile', 0) }} as bigint) as string)
                    || ', now ' || cast(cast({{ rounded('100 * moves.price_percentile', 0) }} as bigint) as string) || ')',
                    ''
                )
            end
        ) as reason,
        ways_back.order_count as orders_to_return,
        case when fallen.user_id is not null then
            case when ways_back.user_id is null then 'more than ' else '' end
            || {{ counted_noun('coalesce(ways_back.order_count, ' ~ most_orders ~ ')', 'order') }}
            || ' of ' || {{ counted_noun('fallen.order_unit_count', 'unit') }}
        end as way_back
    from moves
    left join explained
        on moves.user_id = explained.user_id and moves.month_end_date = explained.month_end_date and explained.place = 1
    left join fallen on moves.user_id = fallen.user_id and moves.month_end_date = fallen.month_end_date
    left join ways_back on moves.user_id = ways_back.user_id and moves.month_end_date = ways_back.month_end_date
)

select * from user_group_moves
