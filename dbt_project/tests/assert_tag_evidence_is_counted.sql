-- Every tag has as many pieces of evidence as it counts, or the newest twenty, and begins and ends with them.
with evidence as (
    select
        user_id,
        tag,
        tag_value,
        count(*) as evidence_count,
        min(evidence_date) as first_evidence_date,
        max(evidence_date) as last_evidence_date
    from {{ ref('tag_evidence') }}
    group by user_id, tag, tag_value
)

select
    tags.user_id,
    tags.tag,
    tags.tag_value,
    tags.evidence_count,
    evidence.evidence_count as found_count
from {{ ref('user_tags') }} as tags
left join evidence
    on tags.user_id = evidence.user_id and tags.tag = evidence.tag and tags.tag_value is not distinct from evidence.tag_value
where
    coalesce(evidence.evidence_count, 0) <> least(tags.evidence_count, {{ kept_evidence() }})
    or evidence.last_evidence_date is distinct from tags.last_evidence_date
    or (tags.evidence_count <= {{ kept_evidence() }} and evidence.first_evidence_date is distinct from tags.first_evidence_date)
    or tags.evidence_count = 0
