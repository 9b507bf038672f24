-- One row per user: the group, its four scores and the reason in words. Users without orders are prospects.
with user_facts as (
    select * from {{ ref('user_facts') }}
),

user_scores as (
    select * from {{ ref('int_user_scores') }}
),

discounted_orders as (
    select * from {{ ref('orders') }}
    where is_counted and is_discounted
),

thresholds as (
    select
        max(threshold_value) filter (where threshold = 'low_price_percentile') as low_price_percentile,
        max(threshold_value) filter (where threshold = 'mostly_discount_share') as mostly_discount_share,
        max(threshold_value) filter (where threshold = 'current_discount_days') as current_discount_days
    from {{ ref('group_thresholds') }}
),

as_of as (
    select * from {{ ref('as_of') }}
),

-- What the whole shop gives at present; 0 where the newest orders bore no discount.
current_discounts as (
    select
        coalesce(
            {{ share('sum(discounted_orders.discount_amount)', 'sum(discounted_orders.gross_amount)') }},
            0
        ) as current_discount_depth
    from discounted_orders
    cross join as_of
    cross join thresholds
    where
        {{ days_between('discounted_orders.order_date', 'as_of.as_of_date') }}
        < thresholds.current_discount_days
),

evidence as (
    select
        user_facts.*,
        user_scores.user_group,
        user_scores.recency_score,
        user_scores.frequency_score,
        user_scores.quantity_score,
        user_scores.purchasing_score,
        user_scores.mean_score,
        current_discounts.current_discount_depth,
        coalesce(user_facts.price_percentile <= thresholds.low_price_percentile, false)
            as has_weak_purchasing_ability,
        coalesce(
            user_facts.discount_share >= thresholds.mostly_discount_share
            and current_discounts.current_discount_depth < user_facts.discount_depth,
            false
        ) as has_weak_discount_fit
    from user_facts
    left join user_scores
        on
            user_facts.user_id = user_scores.user_id
            and user_facts.as_of_date = user_scores.as_of_date
    cross join thresholds
    cross join current_discounts
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
        case
            when coalesce(user_group, 'prospect') <> 'low_contribution' then null
            when has_weak_purchasing_ability and has_weak_discount_fit
                then 'weak_purchasing_ability_and_discount_fit'
            when has_weak_purchasing_ability then 'weak_purchasing_ability'
            when has_weak_discount_fit then 'weak_discount_fit'
            else 'not_shown'
        end as low_contribution_cause,
        days_since_order as recency_days,
        order_count as frequency_count,
        unit_count,
        price_percentile,
        discount_share,
        discount_depth,
        current_discount_depth
    from evidence
)

select * from user_groups
