-- Bought the left side of a rule lately and never the right side, and was not written to about it in the last opportunity_days.
-- Compared are all others who ordered in the same days and never bought the right side.

with promoted as (
    select distinct
        coalesce(accounts.user_id, messages.user_id) as user_id,
        messages.item_id
    from {{ ref('current_messages') }} as messages
    left join {{ ref('int_user_accounts') }} as accounts on messages.user_id = accounts.account_id
    cross join {{ ref('as_of') }} as as_of
    where
        messages.item_id is not null
        and not messages.is_control
        and cast(messages.decided_at_local as date) >= as_of.as_of_date - interval {{ var('opportunity_days') }} day
),

-- More than twenty would rather be a table of rules than a list of chances.
rules as (
    select
        item_rules.antecedent_item_id,
        item_rules.consequent_item_id,
        row_number() over (
            order by item_rules.leverage desc, item_rules.antecedent_item_id asc, item_rules.consequent_item_id asc
        ) as place
    from {{ ref('int_item_rules') }} as item_rules
    inner join {{ ref('item_facts') }} as items on item_rules.consequent_item_id = items.item_id
    where items.is_product and coalesce(items.on_hand_count > 0, true)
),

kept_rules as (
    select * from rules
    where place <= 20
),

recent_lines as (
    select
        dates.is_now,
        dates.as_of_date,
        lines.user_id,
        lines.item_id,
        max(lines.order_date) as order_date,
        max_by(lines.order_id, (lines.order_date, lines.order_id)) filter (where lines.order_id is not null) as order_id
    from {{ ref('int_bought_lines') }} as lines
    inner join {{ ref('int_opportunity_dates') }} as dates
        on
            (dates.is_now or lines.order_date <= dates.as_of_date)
            and lines.order_date > dates.as_of_date - interval 90 day
    group by dates.is_now, dates.as_of_date, lines.user_id, lines.item_id
),

active as (
    select distinct
        user_id,
        as_of_date
    from recent_lines
    where not is_now
),

right_sides as (
    select
        lines.user_id,
        lines.item_id,
        min(lines.order_date) as first_bought_date
    from {{ ref('int_bought_lines') }} as lines
    where lines.item_id in (select kept_rules.consequent_item_id from kept_rules)
    group by lines.user_id, lines.item_id
),

cases as (
    select
        kept_rules.antecedent_item_id,
        kept_rules.consequent_item_id,
        recent_lines.is_now,
        recent_lines.user_id,
        recent_lines.order_id,
        recent_lines.order_date,
        coalesce(
            right_sides.first_bought_date <= recent_lines.as_of_date + interval {{ var('opportunity_days') }} day, false
        ) as has_come
    from kept_rules
    inner join recent_lines on kept_rules.antecedent_item_id = recent_lines.item_id
    left join right_sides
        on
            recent_lines.user_id = right_sides.user_id
            and kept_rules.consequent_item_id = right_sides.item_id
    where
        right_sides.user_id is null
        or (not recent_lines.is_now and right_sides.first_bought_date > recent_lines.as_of_date)
),

open_cases as (
    select cases.*
    from cases
    left join promoted on cases.user_id = promoted.user_id and cases.consequent_item_id = promoted.item_id
    where cases.is_now and promoted.user_id is null
),

like_counts as (
    select
        antecedent_item_id,
        consequent_item_id,
        count(*) as case_count,
        count(*) filter (where has_come) as bought_count
    from cases
    where not is_now
    group by antecedent_item_id, consequent_item_id
),

-- Of all who ordered in those days, whatever they bought.
all_counts as (
    select
        right_sides.item_id,
        count(*) filter (where right_sides.first_bought_date <= active.as_of_date) as had_count,
        count(*) filter (
            where right_sides.first_bought_date > active.as_of_date
            and right_sides.first_bought_date <= active.as_of_date + interval {{ var('opportunity_days') }} day
        ) as bought_count
    from active
    inner join right_sides on active.user_id = right_sides.user_id
    group by right_sides.item_id
),

active_count as (
    select count(*) as user_count from active
),

usual_counts as (
    select
        kept_rules.antecedent_item_id,
        kept_rules.consequent_item_id,
        active_count.user_count - coalesce(all_counts.had_count, 0) - coalesce(like_counts.case_count, 0) as case_count,
        coalesce(all_counts.bought_count, 0) - coalesce(like_counts.bought_count, 0) as bought_count
    from kept_rules
    cross join active_count
    left join all_counts on kept_rules.consequent_item_id = all_counts.item_id
    left join like_counts
        on
            kept_rules.antecedent_item_id = like_counts.antecedent_item_id
            and kept_rules.consequent_item_id = like_counts.consequent_item_id
)

select
    'unpromoted_rule' as kind,
    antecedent_item_id || ' => ' || consequent_item_id as subject_id,
    consequent_item_id as item_id,
    cast(null as string) as category_id,
    cast(null as string) as user_group,
    'open' as role,
    {{ open_case(
        'user_id',
        "'bought ' || antecedent_item_id || ' in order ' || order_id || ' on ' || " ~ in_words('order_date')
        ~ " || ' and never ' || consequent_item_id || ', nor written to about it lately'",
        'order_date'
    ) }}
from open_cases

union all

select
    'unpromoted_rule' as kind,
    antecedent_item_id || ' => ' || consequent_item_id as subject_id,
    consequent_item_id as item_id,
    cast(null as string) as category_id,
    cast(null as string) as user_group,
    'like' as role,
    {{ past_cases('case_count', 'bought_count') }}
from like_counts

union all

select
    'unpromoted_rule' as kind,
    antecedent_item_id || ' => ' || consequent_item_id as subject_id,
    consequent_item_id as item_id,
    cast(null as string) as category_id,
    cast(null as string) as user_group,
    'usual' as role,
    {{ past_cases('case_count', 'bought_count') }}
from usual_counts
where case_count > 0
