-- One row per window of days, number of contacts in it and outcome: what one more message does to those who had so many, against like people
-- from whom it was held back at random. docs/decisions/contacts.md says why this comparison and no other.
{%- set most = 4 %}
{%- set cell = ['window_days', 'contact_count', 'is_or_more'] %}
{%- set counted = ['earlier_orders'] + contact_outcomes() | list %}
{%- set per_100 = "cast(cast(100 * {0} as decimal(9, 1)) as string)" %}

with decisions as (
    select
        *,
        cast(date_trunc('month', decided_date) as date) as decided_month
    from {{ ref('int_contact_outcomes') }}
),

placed as (
    {%- for window in contact_windows() %}
    {%- for count in range(most + 1) %}
    {%- for is_or_more in ([false, true] if count < most else [true]) %}
    select
        cast({{ window }} as bigint) as window_days,
        cast({{ count }} as bigint) as contact_count,
        {{ is_or_more | lower }} as is_or_more,
        *
    from decisions
    where contact_count_{{ window }}_days {{ '>=' if is_or_more else '=' }} {{ count }}
    {{ 'union all' if not (window == contact_windows()[-1] and count == most) }}
    {%- endfor %}
    {%- endfor %}
    {%- endfor %}
),

left_out as (
    select
        {{ cell | join(', ') }},
        count(*) as left_out_count
    from placed
    where is_mixed
    group by {{ cell | join(', ') }}
),

-- Triggers hold back shares of their own, which may change: only those of one trigger and month are compared.
strata as (
    select
        {{ cell | join(', ') }},
        trigger,
        decided_month,
        cast(count(*) filter (where is_sent) as double) as sent_count,
        cast(count(*) filter (where not is_sent) as double) as held_back_count
        {%- for outcome in counted %},
        cast(coalesce(sum({{ outcome }}) filter (where is_sent), 0) as double) as sent_{{ outcome }},
        cast(coalesce(sum({{ outcome }}) filter (where not is_sent), 0) as double) as held_back_{{ outcome }}
        {%- endfor %}
    from placed
    where not is_mixed
    group by {{ cell | join(', ') }}, trigger, decided_month
),

-- A stratum weighs by what it tells of the difference: much where there are many of both.
compared as (
    select
        *,
        sent_count * held_back_count / (sent_count + held_back_count) as weight
    from strata
    where sent_count > 1 and held_back_count > 1
),

-- How far each decision lies from the mean of its like. Means of few lie near their own, hence n - 1.
deviations as (
    select
        {%- for column in cell %}
        placed.{{ column }},
        {%- endfor %}
        placed.user_id,
        case
            when placed.is_sent then compared.weight / sqrt(compared.sent_count * (compared.sent_count - 1))
            else -compared.weight / sqrt(compared.held_back_count * (compared.held_back_count - 1))
        end as weight
        {%- for outcome in counted %},
        placed.{{ outcome }} - case
            when placed.is_sent then compared.sent_{{ outcome }} / compared.sent_count
            else compared.held_back_{{ outcome }} / compared.held_back_count
        end as {{ outcome }}
        {%- endfor %}
    from placed
    inner join compared
        on
            placed.window_days = compared.window_days
            and placed.contact_count = compared.contact_count
            and placed.is_or_more = compared.is_or_more
            and placed.trigger = compared.trigger
            and placed.decided_month = compared.decided_month
    where not placed.is_mixed
),

-- Who ordered more before orders more: what chance dealt unequally of it is taken out of the difference, and out of its error.
slopes as (
    select
        {{ cell | join(', ') }},
        {{ rounded('coalesce(sum(orders * earlier_orders) / nullif(sum(earlier_orders * earlier_orders), 0), 0)') }} as slope
    from deviations
    group by {{ cell | join(', ') }}
),

-- A user with many decisions counts once.
users as (
    select
        {%- for column in cell %}
        deviations.{{ column }},
        {%- endfor %}
        deviations.user_id
        {%- for outcome in contact_outcomes() %},
        sum(deviations.weight * {{ '(deviations.orders - slopes.slope * deviations.earlier_orders)' if outcome == 'orders' else 'deviations.' ~ outcome }})
            as {{ outcome }}
        {%- endfor %}
    from deviations
    inner join slopes
        on
            deviations.window_days = slopes.window_days
            and deviations.contact_count = slopes.contact_count
            and deviations.is_or_more = slopes.is_or_more
    group by deviations.window_days, deviations.contact_count, deviations.is_or_more, deviations.user_id
),

spreads as (
    select
        {{ cell | join(', ') }},
        count(*) as user_count
        {%- for outcome in contact_outcomes() %},
        sum({{ outcome }} * {{ outcome }}) as {{ outcome }}
        {%- endfor %}
    from users
    group by {{ cell | join(', ') }}
),

totals as (
    select
        {{ cell | join(', ') }},
        sum(weight) as weight,
        cast(sum(sent_count) as bigint) as sent_count,
        cast(sum(held_back_count) as bigint) as held_back_count
        {%- for outcome in counted %},
        sum(sent_{{ outcome }} + held_back_{{ outcome }}) as {{ outcome }}_count,
        sum(weight * sent_{{ outcome }} / sent_count) / sum(weight) as sent_{{ outcome }},
        sum(weight * held_back_{{ outcome }} / held_back_count) / sum(weight) as held_back_{{ outcome }}
        {%- endfor %}
    from compared
    group by {{ cell | join(', ') }}
),

adjusted as (
    select
        totals.*,
        spreads.user_count,
        {%- for outcome in contact_outcomes() %}
        spreads.{{ outcome }} as {{ outcome }}_square_sum,
        {%- endfor %}
        slopes.slope * (totals.sent_earlier_orders - totals.held_back_earlier_orders) as dealt_orders
    from totals
    {%- for joined in ['spreads', 'slopes'] %}
    inner join {{ joined }}
        on
            totals.window_days = {{ joined }}.window_days
            and totals.contact_count = {{ joined }}.contact_count
            and totals.is_or_more = {{ joined }}.is_or_more
    {%- endfor %}
),

outcomes as (
    {%- for outcome in contact_outcomes() %}
    select
        {{ cell | join(', ') }},
        '{{ outcome }}' as outcome,
        sent_count,
        held_back_count,
        user_count,
        sent_{{ outcome }}{{ ' - dealt_orders' if outcome == 'orders' }} as sent_mean,
        held_back_{{ outcome }} as held_back_mean,
        sent_{{ outcome }}{{ ' - dealt_orders' if outcome == 'orders' }} - held_back_{{ outcome }} as difference,
        1.959964 * sqrt({{ outcome }}_square_sum) / weight as half_width,
        sent_count >= 30 and held_back_count >= 30 and {{ outcome }}_count >= 10 as is_enough
    from adjusted
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

rounded as (
    select
        outcomes.*,
        coalesce(left_out.left_out_count, 0) as left_out_count,
        case when outcomes.is_enough then {{ rounded('outcomes.difference - outcomes.half_width') }} end as difference_low,
        case when outcomes.is_enough then {{ rounded('outcomes.difference + outcomes.half_width') }} end as difference_high
    from outcomes
    left join left_out
        on
            outcomes.window_days = left_out.window_days
            and outcomes.contact_count = left_out.contact_count
            and outcomes.is_or_more = left_out.is_or_more
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

-- What a cap would stop: messages to those who had so many contacts or more. Each makes some unsubscribe, so that counts where it surely makes
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
    {{ rounded('judged.sent_mean') }} as sent_mean,
    {{ rounded('judged.held_back_mean') }} as held_back_mean,
    {{ rounded('judged.difference') }} as difference,
    judged.difference_low,
    judged.difference_high,
    judged.status,
    coalesce(judged.is_or_more and judged.contact_count = stopped.cap, false) as is_suggested_cap,
    'Of 100 decisions about users with ' || {{ counted_noun('judged.contact_count', 'contact') }}
    || case when judged.is_or_more then ' or more' else '' end
    || ' in the last ' || cast(judged.window_days as string) || ' days, within {{ var('contact_outcome_days') }} days: '
    || {{ per_100.format('judged.sent_mean') }} || ' '
    || case judged.outcome
        {%- for outcome, words in contact_outcomes().items() %}
        when '{{ outcome }}' then '{{ words }}'
        {%- endfor %}
    end
    || ' when sent, ' || {{ per_100.format('judged.held_back_mean') }} || ' when held back; '
    || case
        when judged.is_enough then
            'the difference lies between ' || {{ per_100.format('judged.difference_low') }}
            || ' and ' || {{ per_100.format('judged.difference_high') }} || '.'
        else 'too few to compare: 30 of each and 10 that happened are needed.'
    end as reason
from judged
cross join {{ ref('as_of') }} as as_of
left join stopped on judged.window_days = stopped.window_days
