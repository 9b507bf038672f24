-- The band of ages in which the stated year of birth lies; children have none. The evidence is the profile.
select
    attributes.user_id,
    attributes.as_of_date,
    case
        when attributes.age < 25 then '18-24'
        when attributes.age < 35 then '25-34'
        when attributes.age < 45 then '35-44'
        when attributes.age < 55 then '45-54'
        when attributes.age < 65 then '55-64'
        else '65+'
    end as tag_value,
    cast(1 as double) as weight,
    {{ evidence_columns(
        'cast(users.registered_at_local as date)', evidence_text('users.registered_at_local', 'profile', 'users.account_id'),
        'users.registered_at_local is not null'
    ) }}
from {{ ref('int_user_attributes') }} as attributes
inner join {{ ref('int_tag_dates') }} as tag_dates
    on attributes.user_id = tag_dates.user_id and attributes.as_of_date = tag_dates.as_of_date
inner join {{ ref('int_joined_users') }} as users on attributes.user_id = users.user_id
where attributes.age between 18 and 110
group by attributes.user_id, attributes.as_of_date, attributes.age
