-- One row per visitor, account signed in, item, load day and shop day, as facts.user_items has it, with the user, where one is known: who signed
-- in, else who does at or next after the first click.
{{ config(materialized='view') }}

select
    user_items.source,
    user_items.load_date,
    user_items.visitor_id,
    coalesce(accounts.user_id, user_items.user_id, visitor_users.user_id) as user_id,
    -- Since when it is known whose it is, where nobody was signed in.
    case when user_items.user_id is null then visitor_users.first_signed_in_date end as first_signed_in_date,
    user_items.item_id,
    user_items.event_count,
    {%- for type in item_event_types() %}
    user_items.{{ type }}_count,
    {%- endfor %}
    user_items.first_event_at,
    user_items.last_event_at
from {{ ref('user_items') }} as user_items
left join {{ ref('int_visitor_users') }} as visitor_users
    on
        user_items.visitor_id = visitor_users.visitor_id
        and user_items.first_event_at > visitor_users.after_at
        and user_items.first_event_at <= visitor_users.until_at
left join {{ ref('int_user_accounts') }} as accounts on user_items.user_id = accounts.account_id
