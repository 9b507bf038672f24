-- With the stated scores as they were a user is in the former group again, with one of several alone not; and every move of a group is explained.
with thresholds as (
    {{ group_score_thresholds() }}
),

months as (
    select * from {{ ref('user_group_months') }}
),

moves as (
    select
        moves.*,
        now.recency_score,
        now.frequency_score,
        now.quantity_score,
        now.purchasing_score,
        earlier.user_group as earlier_user_group,
        earlier.recency_score as earlier_recency_score,
        earlier.frequency_score as earlier_frequency_score,
        earlier.quantity_score as earlier_quantity_score,
        earlier.purchasing_score as earlier_purchasing_score
    from {{ ref('user_group_moves') }} as moves
    inner join months as now on moves.user_id = now.user_id and moves.month_end_date = now.month_end_date
    inner join months as earlier
        on
            moves.user_id = earlier.user_id
            and earlier.month_end_date = cast(date_trunc('month', moves.month_end_date) - interval 1 day as date)
),

-- All stated scores at once, and each of them alone.
flips as (
    {%- for flipped in ['all', 'recency', 'frequency', 'quantity', 'purchasing'] %}
    select
        user_id,
        month_end_date,
        earlier_user_group,
        '{{ flipped }}' as flipped,
        cast(is_by_recency as integer) + cast(is_by_frequency as integer)
        + cast(is_by_quantity as integer) + cast(is_by_purchasing as integer) as score_count
        {%- for fact in ['recency', 'frequency', 'quantity', 'purchasing'] %},
        {%- if flipped in ['all', fact] %}
        case when is_by_{{ fact }} then earlier_{{ fact }}_score else {{ fact }}_score end as {{ fact }}_score
        {%- else %}
        {{ fact }}_score
        {%- endif %}
        {%- endfor %}
    from moves
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

regrouped as (
    select
        flips.*,
        {{ group_of_score(mean_of_scores('flips.recency_score', 'flips.frequency_score', 'flips.quantity_score', 'flips.purchasing_score')) }}
            as flipped_user_group
    from flips
    cross join thresholds
),

counted as (
    select
        (select count(*) from moves) as move_count,
        count(*) as change_count
    from months
    where previous_user_group <> user_group
)

select
    user_id,
    month_end_date
from regrouped
where
    (flipped = 'all' and flipped_user_group <> earlier_user_group)
    or (flipped <> 'all' and score_count > 1 and flipped_user_group = earlier_user_group)

union all

select
    'moves that are not explained' as user_id,
    null as month_end_date
from counted
where move_count <> change_count
