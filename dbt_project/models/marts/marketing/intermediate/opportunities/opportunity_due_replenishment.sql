-- Bought an item that is used up, and its usual gap has passed once, not yet twice. Compared are all others who ordered in the last 90 days.

with days as (
    select distinct
        lines.user_id,
        lines.item_id,
        lines.order_date
    from {{ ref('int_bought_lines') }} as lines
    inner join {{ ref('int_category_pace') }} as pace on lines.category_id = pace.category_id
    where pace.is_replenished
),

-- By what was known at the past date, for both dates alike.
gaps as (
    select
        days.item_id,
        {{ days_between(
            'lag(days.order_date) over (partition by days.user_id, days.item_id order by days.order_date)', 'days.order_date'
        ) }} as gap_days
    from days
    inner join {{ ref('int_opportunity_dates') }} as dates on days.order_date <= dates.as_of_date
    where not dates.is_now
),

-- A middle of fewer than ten gaps says little.
paces as (
    select
        item_id,
        {{ middle('gap_days') }} as usual_days
    from gaps
    where gap_days is not null
    group by item_id
    having count(*) >= 10
),

last_days as (
    select
        dates.is_now,
        dates.as_of_date,
        days.user_id,
        days.item_id,
        max(case when dates.is_now or days.order_date <= dates.as_of_date then days.order_date end) as last_date,
        count(*) filter (
            where days.order_date > dates.as_of_date
            and days.order_date <= dates.as_of_date + interval {{ var('opportunity_days') }} day
        ) > 0 as has_come
    from days
    cross join {{ ref('int_opportunity_dates') }} as dates
    group by dates.is_now, dates.as_of_date, days.user_id, days.item_id
),

cases as (
    select
        last_days.is_now,
        last_days.user_id,
        last_days.item_id,
        last_days.last_date,
        last_days.has_come,
        paces.usual_days,
        coalesce(items.on_hand_count > 0, true) as is_available
    from last_days
    inner join paces on last_days.item_id = paces.item_id
    inner join {{ ref('item_facts') }} as items on last_days.item_id = items.item_id
    where
        items.is_product
        and last_days.last_date is not null
        and {{ days_between('last_days.last_date', 'last_days.as_of_date') }} >= paces.usual_days
        and {{ days_between('last_days.last_date', 'last_days.as_of_date') }} < 2 * paces.usual_days
),

active as (
    select distinct lines.user_id
    from {{ ref('int_bought_lines') }} as lines
    inner join {{ ref('int_opportunity_dates') }} as dates
        on
            lines.order_date <= dates.as_of_date
            and lines.order_date > dates.as_of_date - interval 90 day
    where not dates.is_now
),

active_count as (
    select count(*) as user_count from active
),

buyers as (
    select
        last_days.item_id,
        count(*) as user_count
    from last_days
    inner join active on last_days.user_id = active.user_id
    where not last_days.is_now and last_days.has_come
    group by last_days.item_id
),

like_counts as (
    select
        cases.item_id,
        count(*) as case_count,
        count(*) filter (where cases.has_come) as bought_count,
        count(active.user_id) as active_count,
        count(active.user_id) filter (where cases.has_come) as active_bought_count
    from cases
    left join active on cases.user_id = active.user_id
    where not cases.is_now
    group by cases.item_id
)

select
    'due_replenishment' as kind,
    item_id as subject_id,
    item_id,
    cast(null as string) as category_id,
    cast(null as string) as user_group,
    'open' as role,
    {{ open_case(
        'user_id',
        "'bought on ' || " ~ in_words('last_date') ~ " || ', usually bought again after '"
        ~ " || " ~ in_words('cast(' ~ rounded('usual_days', 0) ~ ' as bigint)') ~ " || ' days'",
        'last_date'
    ) }}
from cases
where is_now and is_available

union all

select
    'due_replenishment' as kind,
    item_id as subject_id,
    item_id,
    cast(null as string) as category_id,
    cast(null as string) as user_group,
    'like' as role,
    {{ past_cases('case_count', 'bought_count') }}
from like_counts

union all

select
    'due_replenishment' as kind,
    paces.item_id as subject_id,
    paces.item_id,
    cast(null as string) as category_id,
    cast(null as string) as user_group,
    'usual' as role,
    {{ past_cases(
        'active_count.user_count - coalesce(like_counts.active_count, 0)',
        'coalesce(buyers.user_count, 0) - coalesce(like_counts.active_bought_count, 0)'
    ) }}
from paces
cross join active_count
left join buyers on paces.item_id = buyers.item_id
left join like_counts on paces.item_id = like_counts.item_id
where active_count.user_count > coalesce(like_counts.active_count, 0)
