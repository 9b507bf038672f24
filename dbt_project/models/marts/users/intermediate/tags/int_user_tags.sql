-- One row per user, date, tag and value: the rows of every model of a tag that have not expired, with what the catalogue says of the tag.

with tags as (
    {%- for tag in listed_models('tag') %}
    select
        '{{ tag }}' as tag,
        user_id,
        as_of_date,
        tag_value,
        weight,
        evidence_count,
        first_evidence_date,
        last_evidence_date,
        newest_evidence
    from {{ ref('tag_' ~ tag) }}
    {{- '\n    union all' if not loop.last }}
    {%- endfor %}
),

dated as (
    select
        tags.*,
        catalogue.family,
        catalogue.source,
        catalogue.is_personal,
        {{ date_after('tags.last_evidence_date', 'catalogue.expiry_days') }} as expires_on
    from tags
    inner join {{ ref('tags') }} as catalogue on tags.tag = catalogue.tag
)

select * from dated
where coalesce(expires_on > as_of_date, true)
