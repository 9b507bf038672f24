-- One row per tag of the catalogue: how many users had it 30 days ago, how many did not, and how many of each did later what the catalogue names.

with catalogue as (
    select * from {{ ref('tags') }}
),

users as (
    select * from {{ ref('int_tag_outcomes') }}
),

tagged as (
    select distinct
        tags.tag,
        tags.user_id
    from {{ ref('int_user_tags') }} as tags
    inner join users on tags.user_id = users.user_id and tags.as_of_date = users.as_of_date
),

compared as (
    select
        catalogue.tag,
        users.as_of_date,
        tagged.user_id is not null as is_tagged,
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
        or (catalogue.among = 'buyers' and users.is_buyer)
        or (catalogue.among = 'next_buyers' and users.ordered)
)

select
    catalogue.tag,
    catalogue.outcome,
    catalogue.among,
    max(compared.as_of_date) as checked_date,
    count(*) filter (where compared.is_tagged) as tagged_count,
    count(*) filter (where compared.is_tagged and compared.did) as tagged_did_count,
    count(*) filter (where not compared.is_tagged) as other_count,
    count(*) filter (where not compared.is_tagged and compared.did) as other_did_count
from catalogue
left join compared on catalogue.tag = compared.tag
group by catalogue.tag, catalogue.outcome, catalogue.among
