-- Each chance counts the users that its evidence names, and a user's money once in a kind.
select
    opportunities.kind,
    opportunities.subject_id
from {{ ref('opportunities') }} as opportunities
full outer join (
    select
        kind,
        subject_id,
        count(distinct user_id) as user_count,
        count(distinct case when is_money_counted then user_id end) as counted_user_count
    from {{ ref('opportunity_users') }}
    group by kind, subject_id
) as users
    on opportunities.kind = users.kind and opportunities.subject_id = users.subject_id
where
    opportunities.user_count is distinct from users.user_count
    or opportunities.counted_user_count is distinct from users.counted_user_count

union all

select
    kind,
    user_id as subject_id
from {{ ref('opportunity_users') }}
where is_money_counted
group by kind, user_id
having count(*) > 1
