-- The occupation that the user stated. The evidence is the profile.
select
    attributes.user_id,
    attributes.as_of_date,
    attributes.occupation as tag_value,
    cast(1 as double) as weight,
    {{ evidence_columns(
        'cast(users.registered_at_local as date)', evidence_text('users.registered_at_local', 'profile', 'users.account_id'),
        'users.registered_at_local is not null'
    ) }}
from {{ ref('int_user_attributes') }} as attributes
inner join {{ ref('int_tag_dates') }} as tag_dates
    on attributes.user_id = tag_dates.user_id and attributes.as_of_date = tag_dates.as_of_date
inner join {{ ref('int_joined_users') }} as users on attributes.user_id = users.user_id
where attributes.occupation is not null
group by attributes.user_id, attributes.as_of_date, attributes.occupation
