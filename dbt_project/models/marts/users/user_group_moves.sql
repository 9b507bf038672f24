-- One row per user and month-end at which the group is another than at the month-end before: the fewest scores that explain it, and the way back.
{%- set facts = {'recency': 'recency_days', 'frequency': 'order_count', 'quantity': 'unit_count', 'purchasing': 'price_percentile'} %}

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
        + case
            when choices.is_by_{{ fact }} then abs(coalesce(moves.{{ fact }}_score, 0) - coalesce(moves.previous_{{ fact }}_score, 0))
            else 0
        end
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
            order by score_count asc, change desc, choice asc
        ) as place
    from regrouped
    where reverted_user_group = previous_user_group
),

ways_back as (
    select * from {{ ref('int_ways_back') }}
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
                || ' (last order ' || {{ counted_noun('moves.previous_recency_days', 'day') }} || ' before'
                || case
                    when moves.previous_recency_days = moves.recency_days then ' then and now, others changed'
                    else ', now ' || cast(moves.recency_days as string)
                end
                || ')'
            end,
            {%- for fact, noun in {'frequency': 'order', 'quantity': 'unit'}.items() %}
            case when explained.is_by_{{ fact }} then
                '{{ fact }} from ' || cast(moves.previous_{{ fact }}_score as string) || ' to ' || cast(moves.{{ fact }}_score as string)
                || ' (' || {{ counted_noun('moves.previous_' ~ facts[fact], noun) }}
                || case
                    when moves.previous_{{ facts[fact] }} = moves.{{ facts[fact] }} then ' as before, others changed'
                    else ', now ' || cast(moves.{{ facts[fact] }} as string)
                end
                || ')'
            end,
            {%- endfor %}
            case when explained.is_by_purchasing then
                'purchasing ability from ' || coalesce(cast(moves.previous_purchasing_score as string), 'unknown')
                || ' to ' || coalesce(cast(moves.purchasing_score as string), 'unknown')
                || coalesce(
                    ' (price percentile ' || {{ percentile_text('moves.previous_price_percentile') }}
                    || case
                        when {{ percentile_text('moves.previous_price_percentile') }} = {{ percentile_text('moves.price_percentile') }}
                            then ' then and now'
                        else ', now ' || {{ percentile_text('moves.price_percentile') }}
                    end
                    || ')',
                    ''
                )
            end
        ) as reason,
        ways_back.orders_to_return,
        case when ways_back.orders_to_return is null then 'more than ' else '' end
        || {{ counted_noun('coalesce(ways_back.orders_to_return, ways_back.most_orders)', 'order') }}
        || ' of ' || {{ counted_noun('ways_back.order_unit_count', 'unit') }} as way_back
    from moves
    left join explained
        on moves.user_id = explained.user_id and moves.month_end_date = explained.month_end_date and explained.place = 1
    left join ways_back on moves.user_id = ways_back.user_id and moves.month_end_date = ways_back.month_end_date
)

select * from user_group_moves
