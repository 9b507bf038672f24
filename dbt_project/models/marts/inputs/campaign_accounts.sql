-- One row per account that counts as another user, by whom the ledger of plans may still know a person.

select
    account_id,
    user_id
from {{ ref('int_user_accounts') }}
