-- One row per tag of users.user_tags and piece of evidence: the newest twenty.
with evidence as (
    select
        tags.user_id,
        tags.tag,
        tags.tag_value,
        {{ each_of('tags.newest_evidence') }} as evidence
    from {{ ref('int_user_tags') }} as tags
    inner join {{ ref('as_of') }} as as_of on tags.as_of_date = as_of.as_of_date
    where not tags.is_personal
),

-- A day of ten letters, a kind without blanks, and a key that may have some.
parts as (
    select
        user_id,
        tag,
        tag_value,
        cast(substring(evidence, 1, 10) as date) as evidence_date,
        split_part(evidence, ' ', 2) as evidence_kind,
        evidence
    from evidence
    where evidence is not null
)

select
    user_id,
    tag,
    tag_value,
    evidence_date,
    evidence_kind,
    substring(evidence, 13 + length(evidence_kind)) as evidence_id
from parts
