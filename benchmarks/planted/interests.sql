-- Of interests that last today and were searched for three times: is the category among the user's three strongest? And of those that a purchase
-- ended: does nothing from before it count any more? What the user looks for later is a new interest.
with as_of as (select as_of_date from shop.staging.as_of),

accounts as (
    select users.user_id, coalesce(joined.user_id, users.user_id) as person_id
    from truth.users as users
    left join shop.identity.int_user_accounts as joined on users.user_id = joined.account_id
),

planted as (
    select accounts.person_id as user_id, interests.category_id, interests.began_on, interests.ended_on, interests.ended_by
    from truth.interests as interests inner join accounts on interests.user_id = accounts.user_id
),

searched as (
    select planted.user_id, planted.category_id, count(*) as searches
    from planted
    inner join shop.intermediate.int_search_interests as searches on planted.user_id = searches.user_id
    where searches.category_id = planted.category_id and searches.search_date >= planted.began_on and planted.ended_on is null
    group by all
),

wants as (
    select user_id, tag_value as category_id, first_evidence_date, row_number() over (partition by user_id order by weight desc, tag_value) as place
    from shop.users.user_tags where tag = 'wants_category'
)

select
    (select avg(case when wants.place <= 3 then 1 else 0 end) from searched left join wants using (user_id, category_id) where searches >= 3)
        as "interests: in the top 3 after three searches",
    (select count(*) from searched where searches >= 3) as "interests: so judged",
    (select avg(case when coalesce(wants.first_evidence_date > planted.ended_on, true) then 1 else 0 end)
     from planted left join wants using (user_id, category_id), as_of
     where planted.ended_by = 'bought' and planted.ended_on < as_of.as_of_date)
        as "interests: gone after the purchase"
