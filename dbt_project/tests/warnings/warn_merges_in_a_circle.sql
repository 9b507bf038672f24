-- Users merged into one who was merged, over others or not, into them.
{{ config(severity='warn') }}

select
    user_id,
    merged_into_user_id
from {{ ref('int_merged_users') }}
where last_user_id is null
