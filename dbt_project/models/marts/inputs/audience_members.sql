-- One row per audience of a group, a segment or a tag and user on it.

with known as (
    select
        'group' as kind,
        user_group as value,
        user_id
    from {{ ref('user_groups') }}

    union all

    select
        'segment' as kind,
        rfm_segment as value,
        user_id
    from {{ ref('user_rfm') }}

    union all

    select distinct
        'tag' as kind,
        tag as value,
        user_id
    from {{ ref('user_tags') }}

    union all

    select
        'tag' as kind,
        tag || ':' || tag_value as value,
        user_id
    from {{ ref('user_tags') }}
    where tag_value is not null
)

select
    audiences.audience,
    known.user_id
from {{ ref('audiences') }} as audiences
inner join known on audiences.kind = known.kind and audiences.value = known.value
