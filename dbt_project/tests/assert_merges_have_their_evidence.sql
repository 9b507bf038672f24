-- Each merge is in force: the user has the key that is named, which joins, or the shop's newest word is the one named.
select merges.*
from {{ ref('user_merges') }} as merges
left join {{ ref('user_identities') }} as identities
    on
        merges.user_id = identities.user_id
        and merges.reason = identities.key_kind
        and merges.key_value = identities.key_value
        and identities.status = 'joins'
left join {{ ref('current_users') }} as users
    on
        merges.reason = 'merged_by_shop'
        and merges.merged_user_id = users.user_id
        and merges.shared_with_user_id = users.merged_into_user_id
where identities.user_id is null and users.user_id is null
