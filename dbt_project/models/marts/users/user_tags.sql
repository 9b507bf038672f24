-- One row per user, tag and value as of today. Tags of profiles are personal data and stay in int_user_tags.
select
    tags.user_id,
    tags.as_of_date,
    tags.tag,
    tags.family,
    tags.tag_value,
    cast(tags.weight as double) as weight,
    tags.source,
    tags.evidence_count,
    tags.first_evidence_date,
    tags.last_evidence_date,
    tags.expires_on
from {{ ref('int_user_tags') }} as tags
inner join {{ ref('as_of') }} as as_of on tags.as_of_date = as_of.as_of_date
where not tags.is_personal
