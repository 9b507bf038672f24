-- Each merge is in force: the user has the key that is named, which joins, or the shop's newest word is the one named.
select joined.*
from {{ ref('user_merges') }} as joined
left join {{ ref('user_identities') }} as identities
    on
        joined.user_id = identities.user_id
        and joined.reason = identities.key_kind
        and joined.key_value = identities.key_value
        and identities.status = 'joins'
left join {{ ref('current_users') }} as users
    on
        joined.reason = 'merged_by_shop'
        and joined.merged_user_id = users.user_id
        and joined.shared_with_user_id = users.merged_into_user_id
where identities.user_id is null and users.user_id is null
