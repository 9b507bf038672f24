-- Contacts that count and their orders, counted from campaign_contacts, are those of the days and, trait by trait, of the cells.
with counted as (
    select
        trigger,
        count(*) filter (where is_sent) as sent_count,
        count(*) filter (where not is_sent) as held_back_count,
        sum(case when is_sent then order_count else 0 end) as sent_sum,
        count(distinct user_id) as user_count
    from {{ ref('campaign_contacts') }}
    where is_window_ended and not is_left_out
    group by trigger
),

summed as (
    select
        trigger,
        'days' as part,
        sum(sent_count) as sent_count,
        sum(held_back_count) as held_back_count,
        sum(sent_sum) as sent_sum,
        sum(user_count) as user_count
    from {{ ref('campaign_day_sums') }}
    where outcome = 'orders'
    group by trigger

    union all

    select
        trigger,
        trait as part,
        sum(sent_count) as sent_count,
        sum(held_back_count) as held_back_count,
        sum(sent_sum) as sent_sum,
        sum(user_count) as user_count
    from {{ ref('campaign_cell_sums') }}
    where outcome = 'orders'
    group by trigger, trait
)

select *
from counted
full outer join summed on counted.trigger = summed.trigger
where
    coalesce(counted.sent_count, -1) <> coalesce(summed.sent_count, -1)
    or coalesce(counted.held_back_count, -1) <> coalesce(summed.held_back_count, -1)
    or coalesce(counted.sent_sum, -1) <> coalesce(summed.sent_sum, -1)
    or counted.user_count <> summed.user_count
