-- One row per tag of the catalogue and value that users had 30 days ago, and one for the users without it: how many they were, and how many of
-- them did in the 30 days since what the catalogue names.

with catalogue as (
    select * from {{ ref('tags') }}
),

users as (
    select * from {{ ref('int_tag_outcomes') }}
),

-- Of a tag with several values a user's strongest, so that each user counts once.
tagged as (
    select
        tags.tag,
        tags.user_id,
        min_by(tags.tag_value, (-tags.weight, tags.tag_value)) filter (where tags.tag_value is not null) as tag_value
    from {{ ref('int_user_tags') }} as tags
    inner join users on tags.user_id = users.user_id and tags.as_of_date = users.as_of_date
    group by tags.tag, tags.user_id
),

compared as (
    select
        catalogue.tag,
        users.as_of_date,
        tagged.user_id is not null as is_tagged,
        tagged.tag_value,
        case catalogue.outcome
            {%- for outcome in tag_outcome_names() %}
            when '{{ outcome }}' then users.{{ outcome }}
            {%- endfor %}
        end as did
    from catalogue
    cross join users
    left join tagged on catalogue.tag = tagged.tag and users.user_id = tagged.user_id
    where
        catalogue.among = 'everyone'
        or (catalogue.among = 'registered' and users.is_registered)
        or (catalogue.among = 'buyers' and users.is_buyer)
        or (catalogue.among = 'repeat_buyers' and users.is_repeat_buyer)
        or (catalogue.among = 'next_buyers' and users.ordered)
)

select
    catalogue.tag,
    catalogue.outcome,
    catalogue.among,
    max(compared.as_of_date) as checked_date,
    compared.is_tagged,
    compared.tag_value,
    count(compared.tag) as user_count,
    count(*) filter (where compared.did) as did_count
from catalogue
left join compared on catalogue.tag = compared.tag
group by catalogue.tag, catalogue.outcome, catalogue.among, compared.is_tagged, compared.tag_value
