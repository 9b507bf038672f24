-- One row per user: the group, its four scores and the reason in words. Users without orders are prospects.
with user_facts as (
    select * from {{ ref('user_facts') }}
),

user_scores as (
    select * from {{ ref('int_user_scores') }}
),

evidence as (
    select
        user_facts.*,
        user_scores.user_group,
        user_scores.recency_score,
        user_scores.frequency_score,
        user_scores.quantity_score,
        user_scores.purchasing_score,
        user_scores.mean_score
    from user_facts
    left join user_scores
        on
            user_facts.user_id = user_scores.user_id
            and user_facts.as_of_date = user_scores.as_of_date
),

user_groups as (
    select
        user_id,
        as_of_date,
        coalesce(user_group, 'prospect') as user_group,
        recency_score,
        frequency_score,
        quantity_score,
        purchasing_score,
        mean_score,
        case
            when user_group is null
                then 'no order yet; seen on ' || {{ counted_noun('active_day_count', 'day') }}
            else
                'mean score ' || cast(cast(mean_score as decimal(3, 2)) as string)
                || ': recency ' || cast(recency_score as string)
                || ' (last order ' || {{ counted_noun('days_since_order', 'day') }} || ' ago)'
                || ', frequency ' || cast(frequency_score as string)
                || ' (' || {{ counted_noun('order_count', 'order') }} || ')'
                || ', quantity ' || cast(quantity_score as string)
                || ' (' || {{ counted_noun('unit_count', 'unit') }} || ')'
                || coalesce(
                    ', purchasing ability ' || cast(purchasing_score as string)
                    || ' (buys at percentile ' || cast(cast({{ rounded('100 * price_percentile', 0) }} as bigint) as string)
                    || ' of its categories'' prices)',
                    ', purchasing ability not scored (prices unknown)'
                )
        end as reason,
        days_since_order as recency_days,
        order_count as frequency_count,
        unit_count,
        price_percentile,
        discount_share,
        discount_depth
    from evidence
)

select * from user_groups
