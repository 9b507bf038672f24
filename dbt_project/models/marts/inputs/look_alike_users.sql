-- One row per user and date of look-alikes: what was known of the user by then, the RFM segment, and whether an order followed.

select
    segments.rfm_segment,
    outcomes.ordered_within_90_days,
    attributes.*
from {{ ref('int_user_attributes') }} as attributes
inner join {{ ref('int_look_alike_dates') }} as dates on attributes.as_of_date = dates.as_of_date
left join {{ ref('int_rfm_segment_dates') }} as segments
    on attributes.user_id = segments.user_id and attributes.as_of_date = segments.as_of_date
left join {{ ref('int_user_outcomes') }} as outcomes
    on attributes.user_id = outcomes.user_id and attributes.as_of_date = outcomes.as_of_date
