-- One row per window of days, number of messages received in it and outcome: what one more does to those who received so many, in words, and the
-- cap that follows from it.
{%- set per_100 = "cast(cast(100 * {0} as decimal(9, 1)) as string)" %}

with rounded as (
    select
        *,
        {%- for mean in ['sent_mean', 'held_back_mean', 'difference'] %}
        {{ rounded(mean) }} as shown_{{ mean }},
        {%- endfor %}
        case when is_enough then {{ rounded('difference - half_width') }} end as difference_low,
        case when is_enough then {{ rounded('difference + half_width') }} end as difference_high
    from {{ ref('int_pressure_effects') }}
),

judged as (
    select
        *,
        case
            when not is_enough then 'insufficient_data'
            when outcome like 'opened%' then 'only_counted'
            when difference_low > 0 then 'more'
            when difference_high < 0 then 'fewer'
            else 'not_shown'
        end as status
    from rounded
),

-- What a cap would stop: messages to those who received so many or more. Each makes some unsubscribe, so that counts where it surely makes
-- more of them do so than of those who had none.
tails as (
    select
        orders.window_days,
        orders.contact_count,
        orders.status = 'fewer'
        or (
            orders.status = 'not_shown'
            and unsubscribed.is_enough
            and none_before.is_enough
            and unsubscribed.difference - none_before.difference > sqrt(
                unsubscribed.half_width * unsubscribed.half_width + none_before.half_width * none_before.half_width
            )
        ) as is_harmful
    from judged as orders
    inner join judged as unsubscribed
        on
            orders.window_days = unsubscribed.window_days
            and orders.contact_count = unsubscribed.contact_count
            and orders.is_or_more = unsubscribed.is_or_more
    left join judged as none_before
        on
            unsubscribed.window_days = none_before.window_days
            and unsubscribed.outcome = none_before.outcome
            and none_before.contact_count = 0
            and not none_before.is_or_more
    where orders.outcome = 'orders' and unsubscribed.outcome = 'unsubscribed' and orders.is_or_more and orders.contact_count > 0
),

stopped as (
    select
        window_days,
        min(contact_count) as cap
    from tails
    where is_harmful
    group by window_days
)

select
    as_of.as_of_date,
    judged.window_days,
    judged.contact_count,
    judged.is_or_more,
    judged.outcome,
    judged.sent_count,
    judged.held_back_count,
    judged.user_count,
    judged.left_out_count,
    judged.shown_sent_mean as sent_mean,
    judged.shown_held_back_mean as held_back_mean,
    judged.shown_difference as difference,
    judged.difference_low,
    judged.difference_high,
    judged.status,
    coalesce(judged.is_or_more and judged.contact_count = stopped.cap, false) as is_suggested_cap,
    'Of 100 decisions about users who received ' || {{ counted_noun('judged.contact_count', 'message') }}
    || case when judged.is_or_more then ' or more' else '' end
    || ' in the last ' || cast(judged.window_days as string) || ' days, within {{ var('contact_outcome_days') }} days: '
    || {{ per_100.format('judged.shown_sent_mean') }} || ' '
    || case judged.outcome
        {%- for outcome, words in contact_outcomes().items() %}
        when '{{ outcome }}' then '{{ words }}'
        {%- endfor %}
    end
    || ' when sent, ' || {{ per_100.format('judged.shown_held_back_mean') }} || ' when held back; '
    || case
        when judged.is_enough then
            'the difference lies between ' || {{ per_100.format('judged.difference_low') }}
            || ' and ' || {{ per_100.format('judged.difference_high') }} || '.'
        else 'too few to compare: 30 of each are needed, and 10 that happened to be expected on the smaller side.'
    end as reason
from judged
cross join {{ ref('as_of') }} as as_of
left join stopped on judged.window_days = stopped.window_days
