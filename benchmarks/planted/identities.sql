-- Of two events, are both the same person's where we say so, and do we say so where they are? Events whose clicker the truth knows.
with accounts as (
    select user_id, person_id from truth.persons
    union all
    select user_id, merged_into_user_id as person_id from truth.merges where undone_on is null
),

devices as (
    select anonymous_id, min(user_id) as user_id from truth.devices where not is_shared group by anonymous_id
),

clicked as (
    select
        events.*,
        coalesce(visits.user_id, events.user_id, devices.user_id) as true_user_id
    from shop.facts.events as events
    left join truth.shared_visits as visits on events.session_key = visits.session_key
    left join devices on events.visitor_id = devices.anonymous_id
    where events.event_id is not null
),

people as (
    select
        coalesce(second.person_id, first.person_id, clicked.true_user_id) as true_person,
        coalesce(joined.user_id, clicked.user_id, spans_joined.user_id, spans.user_id, 'visitor ' || clicked.visitor_id) as found_person
    from clicked
    left join accounts as first on clicked.true_user_id = first.user_id
    left join accounts as second on first.person_id = second.user_id
    left join shop.identity.int_user_accounts as joined on clicked.user_id = joined.account_id
    left join shop.identity.int_visitor_users as spans
        on clicked.user_id is null and clicked.visitor_id = spans.visitor_id
        and clicked.event_at >= spans.after_at and clicked.event_at < spans.until_at
    left join shop.identity.int_user_accounts as spans_joined on spans.user_id = spans_joined.account_id
    where clicked.true_user_id is not null
),

cells as (select true_person, found_person, count(*) as n from people group by all),
true_sizes as (select true_person, sum(n) as n from cells group by all),
found_sizes as (select found_person, sum(n) as n from cells group by all)

select
    (select sum(n * (n - 1)) from cells) / (select sum(n * (n - 1)) from found_sizes) as "identity: precision of pairs of clicks",
    (select sum(n * (n - 1)) from cells) / (select sum(n * (n - 1)) from true_sizes) as "identity: recall of pairs of clicks"
