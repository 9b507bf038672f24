-- Was of high value at the month-end before the last, no more at the last one, and has not ordered since.
-- At stake is what cooling costs: how many more of those who stayed order than of those who cooled and were silent as long.

with months as (
    select
        group_months.user_id,
        group_months.month_end_date,
        group_months.user_group = 'high_value' as has_stayed,
        group_months.month_end_date = last_month.month_end_date as is_last,
        as_of.as_of_date,
        {{ date_after(
            'group_months.month_end_date', days_between('last_month.month_end_date', 'as_of.as_of_date')
        ) }} as silent_until_date
    from {{ ref('user_group_months') }} as group_months
    cross join (select max(month_end_date) as month_end_date from {{ ref('user_group_months') }}) as last_month
    cross join {{ ref('as_of') }} as as_of
    where group_months.previous_user_group = 'high_value'
),

ends as (
    select
        *,
        {{ date_after('silent_until_date', var('opportunity_days')) }} as last_date
    from months
),

orders as (
    select distinct
        user_id,
        order_date
    from {{ ref('int_bought_lines') }}
),

cases as (
    select
        ends.user_id,
        ends.month_end_date,
        ends.has_stayed,
        ends.is_last,
        ends.last_date <= ends.as_of_date as is_past,
        count(orders.order_date) filter (where ends.is_last or orders.order_date <= ends.silent_until_date) > 0 as is_back,
        count(orders.order_date) filter (
            where orders.order_date > ends.silent_until_date and orders.order_date <= ends.last_date
        ) > 0 as has_come
    from ends
    left join orders on ends.user_id = orders.user_id and ends.month_end_date < orders.order_date
    group by ends.user_id, ends.month_end_date, ends.has_stayed, ends.is_last, ends.last_date, ends.as_of_date
)

select
    'cooling_high_value' as kind,
    'high_value' as subject_id,
    cast(null as string) as item_id,
    cast(null as string) as category_id,
    'high_value' as user_group,
    'open' as role,
    {{ open_case('user_id', "'no more of high value at ' || " ~ in_words('month_end_date') ~ " || ', no order since'", 'month_end_date') }}
from cases
where is_last and not has_stayed and not is_back

union all

select
    'cooling_high_value' as kind,
    'high_value' as subject_id,
    cast(null as string) as item_id,
    cast(null as string) as category_id,
    'high_value' as user_group,
    case when has_stayed then 'like' else 'usual' end as role,
    {{ past_cases('count(*)', 'count(*) filter (where has_come)') }}
from cases
where is_past and (has_stayed or not is_back)
group by has_stayed
