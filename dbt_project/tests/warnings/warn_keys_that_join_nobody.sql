-- Keys that more users share than one person has ids.
{{ config(severity='warn') }}

select distinct
    key_kind,
    key_hash,
    user_count
from {{ ref('int_user_keys') }}
where user_count > {{ var('key_users') }}
