-- Brought a user or more to the shop.
select
    tag_dates.user_id,
    tag_dates.as_of_date,
    {{ no_value() }} as tag_value,
    {{ confident_share('count(*)', 'count(*)') }} as weight,
    {{ evidence_columns('cast(users.registered_at_local as date)', evidence_text('users.registered_at_local', 'user', 'users.user_id')) }}
from {{ ref('int_joined_users') }} as users
inner join {{ ref('int_tag_dates') }} as tag_dates
    on
        users.referrer_user_id = tag_dates.user_id
        and (tag_dates.is_today or cast(users.registered_at_local as date) <= tag_dates.as_of_date)
where users.registered_at_local is not null and users.referrer_user_id <> users.user_id
group by tag_dates.user_id, tag_dates.as_of_date
