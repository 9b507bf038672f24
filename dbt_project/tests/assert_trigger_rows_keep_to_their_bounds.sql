-- Of a trigger a user has three rows at most, each holds tomorrow at least, and began before; and it shows every key, or the newest twenty.
select
    user_id,
    trigger
from {{ ref('int_trigger_candidates') }}
group by user_id, trigger
having count(*) > 3

union all

select
    user_id,
    trigger
from {{ ref('int_trigger_candidates') }}
where
    expires_date <= as_of_date
    or since_at > (select max(as_of.as_of_at) + interval 1 day from {{ ref('as_of') }} as as_of)
    -- Ids may hold the separator themselves, so there may be more of it than keys.
    or length(evidence) - length(replace(evidence, ', ', ' ')) < least(evidence_count, {{ shown_keys() }}) - 1
