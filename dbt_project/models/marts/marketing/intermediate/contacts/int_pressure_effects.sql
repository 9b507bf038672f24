-- One row per window of days, number of messages received in it and outcome: what one more did to those who received so many, against those from whom
-- it was held back at random. docs/decisions/contacts.md says why this comparison and no other.
{%- set most = 4 %}
{%- set cell = ['window_days', 'contact_count', 'is_or_more'] %}
{%- set counted = ['earlier_orders'] + contact_outcomes() | list %}

with contacts as (
    select
        *,
        cast(date_trunc('month', contact_date) as date) as contact_month
    from {{ ref('int_pressure_outcomes') }}
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
    from contacts
    where contact_count_{{ window }}_days {{ '>=' if is_or_more else '=' }} {{ count }}
    {{ 'union all' if not (window == contact_windows()[-1] and count == most) }}
    {%- endfor %}
    {%- endfor %}
    {%- endfor %}
),

-- Triggers hold back shares of their own, which may change: only those of one trigger and month are compared.
strata as (
    select
        {{ cell | join(', ') }},
        trigger,
        contact_month,
        cast(count(*) filter (where is_sent) as double) as sent_count,
        cast(count(*) filter (where not is_sent) as double) as held_back_count
        {%- for outcome in counted %},
        cast(coalesce(sum({{ outcome }}) filter (where is_sent), 0) as double) as sent_{{ outcome }},
        cast(coalesce(sum({{ outcome }}) filter (where not is_sent), 0) as double) as held_back_{{ outcome }}
        {%- endfor %}
    from placed
    where not is_left_out
    group by {{ cell | join(', ') }}, trigger, contact_month
),

-- A stratum weighs by what it says of the difference: much where there are many of both.
compared as (
    select
        *,
        sent_count * held_back_count / (sent_count + held_back_count) as weight
    from strata
    where sent_count > 1 and held_back_count > 1
),

-- How far each contact lies from the mean of its like. Means of few lie near their own, hence n - 1.
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
            and placed.contact_month = compared.contact_month
    where not placed.is_left_out
),

-- Who ordered more before orders more: what chance dealt unequally of it is taken out of the difference, and out of its error.
slopes as (
    select
        {{ cell | join(', ') }},
        {{ rounded(
            'coalesce(' ~ stable_sum('orders * earlier_orders') ~ ' / nullif(' ~ stable_sum('earlier_orders * earlier_orders') ~ ', 0), 0)'
        ) }} as slope
    from deviations
    group by {{ cell | join(', ') }}
),

-- A user with many contacts counts once.
users as (
    select
        {%- for column in cell %}
        deviations.{{ column }},
        {%- endfor %}
        deviations.user_id
        {%- for outcome in contact_outcomes() %},
        {{ stable_sum(
            'deviations.weight * (deviations.' ~ outcome ~ (' - slopes.slope * deviations.earlier_orders' if outcome == 'orders' else '') ~ ')'
        ) }} as {{ outcome }}
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
        {{ stable_sum(outcome ~ ' * ' ~ outcome) }} as {{ outcome }}
        {%- endfor %}
    from users
    group by {{ cell | join(', ') }}
),

totals as (
    select
        {{ cell | join(', ') }},
        {{ stable_sum('weight') }} as weight,
        cast(sum(sent_count) as bigint) as sent_count,
        cast(sum(held_back_count) as bigint) as held_back_count
        {%- for outcome in counted %},
        sum(sent_{{ outcome }} + held_back_{{ outcome }}) as {{ outcome }}_count,
        {%- for arm in ['sent', 'held_back'] %}
        {{ stable_sum('weight * ' ~ arm ~ '_' ~ outcome ~ ' / ' ~ arm ~ '_count') }} / {{ stable_sum('weight') }} as {{ arm }}_{{ outcome }}
        {{- ',' if not loop.last }}
        {%- endfor %}
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
        -- Of what happened ten would be on the smaller side if sending did nothing: fewer are far from normal, whatever the other side has.
        sent_count >= 30
        and held_back_count >= 30
        and least(sent_count, held_back_count) * {{ outcome }}_count >= 10 * (sent_count + held_back_count) as is_enough
    from adjusted
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

left_out as (
    select
        {{ cell | join(', ') }},
        count(*) as left_out_count
    from placed
    where is_left_out
    group by {{ cell | join(', ') }}
)

select
    outcomes.*,
    coalesce(left_out.left_out_count, 0) as left_out_count
from outcomes
left join left_out
    on
        outcomes.window_days = left_out.window_days
        and outcomes.contact_count = left_out.contact_count
        and outcomes.is_or_more = left_out.is_or_more
