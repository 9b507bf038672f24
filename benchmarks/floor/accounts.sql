-- Which accounts are one user: merged by the shop, or with a key in common. Facts keep the id that landed; what is made of them reads
-- users by person(), and orders by who is known to have made them.
create temp table merged_users as
with recursive merges as (
    select user_id, merged_into_user_id as last_user_id
    from current.current_users
    where merged_into_user_id <> user_id
),

chains as (
    from merges
    union
    select chains.user_id, merges.last_user_id
    from chains
    inner join merges on chains.last_user_id = merges.user_id
)

select user_id, last_user_id
from chains
where last_user_id not in (select user_id from merges);

create temp table order_accounts as
select
    order_id,
    coalesce(last_user_id, orders.user_id, 'guest:' || coalesce(email_hash, phone_hash, loyalty_card_hash)) as account_id,
    orders.user_id is null as is_guest,
    ordered_at,
    ['email ' || email_hash, 'phone ' || phone_hash, 'card ' || loyalty_card_hash] as keys
from order_terms as orders
left join merged_users using (user_id)
where account_id is not null;

create temp table account_keys as
select account_id, is_guest, key
from (
    select distinct account_id, is_guest, unnest(keys) as key
    from order_accounts
    union
    select
        coalesce(last_user_id, user_id),
        false,
        unnest(['email ' || email_hash, 'phone ' || phone_hash, 'card ' || loyalty_card_hash])
    from current.current_users
    left join merged_users using (user_id)
)
where key is not null
qualify count(*) over (partition by key) > 1;

create temp table accounts as
with recursive places as (
    select
        account_id,
        row_number() over (order by any_value(keys.is_guest), coalesce(min(ordered_at), 'infinity'), account_id) as place
    from (select distinct account_id, is_guest from account_keys) as keys
    left join order_accounts using (account_id)
    group by account_id
),

reached as (
    from places
    union
    select others.account_id, reached.place
    from reached
    inner join account_keys as own using (account_id)
    inner join account_keys as others using (key)
),

tied as (
    select found.account_id, places.account_id as person_id
    from (select account_id, min(place) as place from reached group by account_id) as found
    inner join places using (place)
    where found.account_id <> places.account_id
)

from tied
union all
select user_id, coalesce(person_id, last_user_id)
from merged_users
left join tied on last_user_id = account_id;

create temp macro person(id) as coalesce((select person_id from accounts where account_id = id), id);

create temp view known_orders as
select orders.* replace (person(order_accounts.account_id) as user_id)
from facts.orders
left join order_accounts using (order_id);

create temp view known_lines as
select lines.* replace (person(order_accounts.account_id) as user_id)
from facts.order_lines as lines
left join order_accounts using (order_id);

create temp view known_users as
select person_id as user_id, registered_at, person(referrer_user_id) as referrer_user_id
from (select *, person(user_id) as person_id from current.current_users)
qualify row_number() over (partition by person_id order by user_id <> person_id, registered_at, user_id) = 1;
