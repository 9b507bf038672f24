-- One row per pair of items of which the second surely follows the first on a later day within 90 days: oftener than chance would have it, and
-- oftener than the first follows the second. Counted here, since Python makes items.next_purchases only after all models.

with days as (
    select distinct
        lines.user_id,
        lines.item_id,
        lines.order_date
    from {{ ref('int_bought_lines') }} as lines
    inner join {{ ref('item_facts') }} as items on lines.item_id = items.item_id
    where items.is_product
),

shop as (
    select cast(count(*) as double) as day_count from days
),

-- What fewer users bought is followed by fewer.
frequent as (
    select
        item_id,
        count(*) as day_count
    from days
    group by item_id
    having count(distinct user_id) >= {{ var('opportunity_cases') }}
),

firsts as (
    select
        days.user_id,
        days.item_id,
        min(days.order_date) as first_date
    from days
    inner join frequent on days.item_id = frequent.item_id
    group by days.user_id, days.item_id
),

later as (
    select
        firsts.user_id,
        firsts.item_id,
        days.item_id as next_item_id,
        {{ days_between('firsts.first_date', 'days.order_date') }} as gap_days
    from firsts
    inner join days
        on
            firsts.user_id = days.user_id
            and firsts.first_date < days.order_date
            and firsts.first_date + interval 90 day >= days.order_date
),

-- All that the buyers of an item bought later, of which the next item would have its share by chance. That one user buys it twice is
-- among it, so chance is judged a little too high and never too low.
later_counts as (
    select
        item_id,
        count(*) as later_count
    from later
    group by item_id
),

followed as (
    select
        user_id,
        item_id,
        next_item_id,
        min(gap_days) as gap_days
    from later
    where item_id <> next_item_id
    group by user_id, item_id, next_item_id
),

pairs as (
    select
        item_id,
        next_item_id,
        count(*) as pair_user_count,
        cast(floor(percentile_cont(0.25) within group (order by gap_days)) as bigint) as lower_days,
        cast(ceil(percentile_cont(0.75) within group (order by gap_days)) as bigint) as upper_days
    from followed
    group by item_id, next_item_id
),

compared as (
    select
        pairs.item_id,
        pairs.next_item_id,
        pairs.pair_user_count,
        coalesce(reverse.pair_user_count, 0) as reverse_user_count,
        later_counts.later_count * frequent.day_count / shop.day_count as expected_user_count,
        pairs.lower_days,
        pairs.upper_days
    from pairs
    inner join later_counts on pairs.item_id = later_counts.item_id
    inner join frequent on pairs.next_item_id = frequent.item_id
    left join pairs as reverse on pairs.item_id = reverse.next_item_id and pairs.next_item_id = reverse.item_id
    cross join shop
)

select
    item_id,
    next_item_id,
    pair_user_count,
    reverse_user_count,
    {{ rounded('expected_user_count') }} as expected_user_count,
    lower_days,
    upper_days
from compared
where
    pair_user_count >= {{ var('opportunity_cases') }}
    -- Chance alone goes so far beyond what is expected about once in 700 pairs.
    and pair_user_count - expected_user_count > 3 * sqrt(expected_user_count)
    and pair_user_count - reverse_user_count > 3 * sqrt(pair_user_count + reverse_user_count)
