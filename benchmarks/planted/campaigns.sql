-- What messages bring in visits: the planted factor on the rate of visits, applied to the days of those held back, beside the valid bands of
-- all days.
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

quiet as (
    select
        contacts.trigger,
        contacts.price_sensitivity,
        planted.factor_on_visits as factor,
        planted.effect_days,
        sum(case when seen.user_id is null then 1 else 0 end) as day_count
    from contacts
    inner join truth.messages as planted
        on contacts.trigger = planted.trigger and contacts.price_sensitivity = planted.price_sensitivity
    cross join generate_series(1, planted.effect_days) as days (number)
    left join (select distinct user_id, event_date from shop.identity.int_known_days where event_count > 0) as seen
        on contacts.user_id = seen.user_id and seen.event_date = contacts.contact_date + cast(number as integer)
    group by contacts.user_id, contacts.contact_date, contacts.trigger, contacts.price_sensitivity, factor, planted.effect_days
),

-- A day stays without a visit by the chance exp(-rate), and the factor is on the rate. People differ (most of those to win back are
-- gone), so what the factor does to the mean chance is not enough: their variance is seen in pairs of days of one contact.
chances as (
    select
        trigger,
        factor,
        effect_days,
        count(*) as contact_count,
        avg(day_count / effect_days) as chance,
        avg(day_count * (day_count - 1) / (effect_days * (effect_days - 1))) as chance_of_both
    from quiet
    group by all
),

planted as (
    select
        trigger,
        sum(
            contact_count * effect_days * (
                chance - chance ** factor
                - factor * (factor - 1) / 2 * chance ** (factor - 2) * (chance_of_both - chance ** 2)
            )
        ) / sum(contact_count) as effect
    from chances
    group by trigger
),

found as (
    select
        planted.trigger,
        planted.effect,
        min(case when planted.effect between days.valid_low and days.valid_high then 1 else 0 end) as is_inside,
        max(case when days.valid_low > 0 then 1 else 0 end) as is_found
    from planted
    inner join campaign_days as days on planted.trigger = days.trigger
    where days.outcome = 'visits'
    group by all
)

select
    avg(is_inside) as "campaigns: planted effects on visits inside their valid band on all days",
    max(is_found) filter (where trigger = 'cart_abandoned') as "campaigns: the left cart surely brings visits, on any day",
    max(is_found) filter (where trigger = 'weekly_coupon') as "campaigns: the weekly coupon surely brings visits, on any day",
    max(is_found) filter (where trigger = 'win_back') as "campaigns: winning back surely brings visits, on any day",
    (select count(distinct outcome) from campaign_days where trigger = 'welcome' and valid_low > 0 and outcome in ('visits', 'orders', 'net', 'margin'))
        as "campaigns: outcomes by which the useless trigger is called a winner, on any day"
from found
