create table users.user_groups as
with evidence as (
    select
        facts.*,
        scores.* exclude (user_id, as_of_date, order_count, unit_count, price_percentile, recency_days)
    from users.user_facts as facts
    left join user_scores as scores on facts.user_id = scores.user_id and facts.as_of_date = scores.as_of_date
)

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
            then 'no order yet; seen on ' || active_day_count || ' day' || if(active_day_count = 1, '', 's')
        else
            'mean score ' || cast(mean_score as decimal(3, 2))
            || ': recency ' || recency_score || ' (last order ' || days_since_order || ' day' || if(days_since_order = 1, '', 's')
            || ' ago), frequency ' || frequency_score || ' (' || order_count || ' order' || if(order_count = 1, '', 's')
            || '), quantity ' || quantity_score || ' (' || unit_count || ' unit' || if(unit_count = 1, '', 's') || ')'
            || coalesce(
                ', purchasing ability ' || purchasing_score || ' (buys at percentile '
                || cast(round(100 * price_percentile) as bigint) || ' of its categories'' prices)',
                ', purchasing ability not scored (prices unknown)'
            )
    end as reason,
    days_since_order as recency_days,
    order_count as frequency_count,
    unit_count,
    price_percentile,
    discount_share,
    discount_depth
from evidence;

create table users.user_group_months as
select
    user_id,
    as_of_date as month_end_date,
    user_group,
    recency_score,
    frequency_score,
    quantity_score,
    purchasing_score,
    mean_score,
    recency_days,
    order_count,
    unit_count,
    price_percentile,
    lag(user_group) over (partition by user_id order by as_of_date) as previous_user_group
from user_scores
where as_of_date = last_day(as_of_date);

create table users.user_group_counts as
select
    month_end_date,
    user_group,
    count(*) as user_count,
    round(cast(count(*) as double) / sum(count(*)) over (partition by month_end_date), 6) as user_share,
    count(*) filter (where previous_user_group is null) as new_user_count,
    count(*) filter (where previous_user_group <> user_group) as moved_in_count
from users.user_group_months
group by month_end_date, user_group;
