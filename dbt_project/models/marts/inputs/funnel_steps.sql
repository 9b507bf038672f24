-- One row per step of the funnel over all channels and the 28 days up to as-of.

select
    funnel.step,
    funnel.step_number,
    cast(sum(funnel.visitor_count) as bigint) as visitor_count,
    {{ share('sum(funnel.visitor_count)', "sum(sum(funnel.visitor_count) filter (where funnel.step = 'view')) over ()") }} as viewer_share
from {{ ref('funnel') }} as funnel
cross join {{ ref('as_of') }} as as_of
where funnel.activity_date between {{ date_after('as_of.as_of_date', -27) }} and as_of.as_of_date
group by funnel.step, funnel.step_number
