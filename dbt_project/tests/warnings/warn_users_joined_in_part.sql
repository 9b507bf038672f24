-- Keys whose accounts count as more than one user.
{{ config(severity='warn') }}

select
    ties.key_kind,
    ties.key_hash,
    count(distinct coalesce(accounts.user_id, ties.account_id)) as user_count
from {{ ref('int_account_ties') }} as ties
left join {{ ref('int_user_accounts') }} as accounts on ties.account_id = accounts.account_id
group by ties.key_kind, ties.key_hash
having count(distinct coalesce(accounts.user_id, ties.account_id)) > 1
