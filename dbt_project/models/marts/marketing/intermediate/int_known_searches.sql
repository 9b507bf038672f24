-- One row per search: who signed in when it was made, else who does next after it.
{{ config(materialized='view') }}

select
    coalesce(accounts.user_id, searches.user_id, visitor_users.user_id) as user_id,
    searches.user_id as account_id,
    -- Since when it is known whose it is, where nobody was signed in.
    case when searches.user_id is null then visitor_users.first_signed_in_date end as first_signed_in_date,
    searches.visitor_id,
    searches.searched_at,
    searches.search_date,
    searches.term_kind,
    searches.term,
    searches.item_ids,
    searches.first_item_id,
    searches.cart_item_ids,
    searches.bought_item_ids
from {{ ref('int_searches') }} as searches
left join {{ ref('int_visitor_users') }} as visitor_users
    on
        searches.visitor_id = visitor_users.visitor_id
        and searches.searched_at > visitor_users.after_at
        and searches.searched_at <= visitor_users.until_at
left join {{ ref('int_user_accounts') }} as accounts on searches.user_id = accounts.account_id
