-- What messages bring in visits: the planted factor on the rate of visits, applied to the days of those held back, beside the valid band.
with contacts as (
    select
        contacts.user_id,
        contacts.trigger,
        contacts.contact_date,
        users.price_sensitivity
    from shop.marketing.campaign_contacts as contacts
    inner join truth.users as users on contacts.user_id = users.user_id
    where contacts.is_window_ended and not contacts.is_left_out and not contacts.is_sent
),

days as (
    select
        contacts.trigger,
        contacts.price_sensitivity,
        planted.factor_on_visits as factor,
        number,
        count(*) as contact_count,
        avg(case when seen.user_id is null then 0 else 1 end) as visit_share
    from contacts
    inner join truth.messages as planted
        on contacts.trigger = planted.trigger and contacts.price_sensitivity = planted.price_sensitivity
    cross join generate_series(1, planted.effect_days) as days (number)
    left join (select distinct user_id, event_date from shop.identity.int_known_days where event_count > 0) as seen
        on contacts.user_id = seen.user_id and seen.event_date = contacts.contact_date + cast(number as integer)
    group by all
),

-- A visit on a day has the chance 1 - exp(-rate), and the factor is on the rate.
planted as (
    select
        trigger,
        sum(contact_count * ((1 - visit_share) - (1 - visit_share) ** factor)) / sum(contact_count) filter (where number = 1) as effect
    from days
    group by trigger
),

found as (
    select
        planted.trigger,
        planted.effect,
        results.valid_low,
        results.valid_high,
        results.status
    from planted
    inner join campaign_results as results on planted.trigger = results.trigger
    where results.segment = 'everyone' and results.outcome = 'visits'
)

select
    avg(case when effect between valid_low and valid_high then 1 else 0 end) filter (where valid_low is not null)
        as "campaigns: planted effects on visits inside their valid band",
    count(*) filter (where effect > 0 and status = 'more') as "campaigns: of three triggers that bring visits, those surely found",
    (select count(*) from campaign_results where trigger = 'welcome' and status = 'more')
        as "campaigns: outcomes by which the useless trigger is called a winner"
from found
