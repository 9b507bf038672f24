-- One row per chance and user with it today, and whether the user's money is counted there: of a kind only where it is worth most.

with users as (
    select
        cases.kind,
        cases.subject_id,
        cases.user_id,
        cases.evidence,
        cases.evidence_date,
        row_number() over (
            partition by cases.kind, cases.user_id
            order by
                    worth.extra_share * case when worth.value_amount < 0 then 0 else cast(worth.value_amount as double) end desc nulls last,
                    cases.subject_id asc
        ) as place
    from {{ ref('int_opportunity_cases') }} as cases
    inner join {{ ref('int_opportunity_worth') }} as worth on cases.kind = worth.kind and cases.subject_id = worth.subject_id
    where cases.role = 'open'
)

select
    users.kind,
    users.subject_id,
    users.user_id,
    as_of.as_of_date,
    users.place = 1 as is_money_counted,
    users.evidence,
    users.evidence_date
from users
cross join {{ ref('as_of') }} as as_of
