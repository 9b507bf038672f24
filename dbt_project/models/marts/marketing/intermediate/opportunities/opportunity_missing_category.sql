-- Ordered in the last 90 days, belongs to a group that takes up a category more often than others do, and has never bought of it.
-- Compared are the users of all other groups who had never bought of it either.

with past_month as (
    select
        dates.as_of_date,
        max(group_months.month_end_date) as month_end_date
    from {{ ref('user_group_months') }} as group_months
    inner join {{ ref('int_opportunity_dates') }} as dates on group_months.month_end_date <= dates.as_of_date
    where not dates.is_now
    group by dates.as_of_date
),

members as (
    select
        true as is_now,
        user_id,
        user_group
    from {{ ref('user_groups') }}
    where user_group <> 'prospect'

    union all

    select
        false as is_now,
        group_months.user_id,
        group_months.user_group
    from {{ ref('user_group_months') }} as group_months
    inner join past_month on group_months.month_end_date = past_month.month_end_date
),

active as (
    select
        dates.is_now,
        dates.as_of_date,
        members.user_id,
        members.user_group,
        max(lines.order_date) as order_date
    from members
    inner join {{ ref('int_opportunity_dates') }} as dates on members.is_now = dates.is_now
    inner join {{ ref('int_bought_lines') }} as lines
        on
            members.user_id = lines.user_id
            and (dates.is_now or dates.as_of_date >= lines.order_date)
            and dates.as_of_date - interval 90 day < lines.order_date
    group by dates.is_now, dates.as_of_date, members.user_id, members.user_group
),

firsts as (
    select
        user_id,
        category_id,
        min(order_date) as first_bought_date
    from {{ ref('int_bought_lines') }}
    where category_id is not null
    group by user_id, category_id
),

past_sizes as (
    select
        user_group,
        count(*) as user_count
    from active
    where not is_now
    group by user_group
),

past_buyers as (
    select
        active.user_group,
        firsts.category_id,
        count(*) filter (where firsts.first_bought_date <= active.as_of_date) as had_count,
        count(*) filter (
            where firsts.first_bought_date > active.as_of_date
            and firsts.first_bought_date <= active.as_of_date + interval {{ var('opportunity_days') }} day
        ) as bought_count
    from active
    inner join firsts on active.user_id = firsts.user_id
    where not active.is_now
    group by active.user_group, firsts.category_id
),

categories as (
    select distinct category_id from firsts
),

pairs as (
    select
        past_sizes.user_group,
        categories.category_id,
        past_sizes.user_count - coalesce(past_buyers.had_count, 0) as case_count,
        coalesce(past_buyers.bought_count, 0) as bought_count
    from past_sizes
    cross join categories
    left join past_buyers
        on past_sizes.user_group = past_buyers.user_group and categories.category_id = past_buyers.category_id
),

compared as (
    select
        *,
        sum(case_count) over (partition by category_id) - case_count as other_case_count,
        sum(bought_count) over (partition by category_id) - bought_count as other_bought_count
    from pairs
),

-- A share of few cases is chance, and the three strongest of a group are as many as one can show.
ranked as (
    select
        *,
        row_number() over (
            partition by user_group
            order by cast(bought_count as double) / case_count - cast(other_bought_count as double) / other_case_count desc, category_id asc
        ) as place
    from compared
    where
        case_count >= {{ var('opportunity_cases') }}
        and other_case_count >= {{ var('opportunity_cases') }}
        and bought_count * other_case_count > other_bought_count * case_count
),

kept as (
    select * from ranked
    where place <= 3
)

select
    'missing_category' as kind,
    kept.user_group || ': ' || kept.category_id as subject_id,
    cast(null as string) as item_id,
    kept.category_id,
    kept.user_group,
    'open' as role,
    {{ open_case(
        'active.user_id',
        "'of group ' || kept.user_group || ', last ordered on ' || " ~ in_words('active.order_date') ~ " || ', never of this category'",
        'active.order_date'
    ) }}
from kept
inner join active on kept.user_group = active.user_group
left join firsts on active.user_id = firsts.user_id and kept.category_id = firsts.category_id
where active.is_now and firsts.user_id is null

union all

select
    'missing_category' as kind,
    user_group || ': ' || category_id as subject_id,
    cast(null as string) as item_id,
    category_id,
    user_group,
    'like' as role,
    {{ past_cases('case_count', 'bought_count') }}
from kept

union all

select
    'missing_category' as kind,
    user_group || ': ' || category_id as subject_id,
    cast(null as string) as item_id,
    category_id,
    user_group,
    'usual' as role,
    {{ past_cases('other_case_count', 'other_bought_count') }}
from kept
