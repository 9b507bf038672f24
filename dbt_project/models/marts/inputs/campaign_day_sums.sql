-- One row per trigger, outcome and day of contact: what the day added to the sums over persons of six numbers and of their products, so that the
-- sums up to a day are those of everything up to it, however often a person was contacted.

with days as (
    select
        trigger,
        outcome,
        user_id,
        contact_date,
        {%- for number in campaign_numbers() %}
        cast(sum({{ number }}) as decimal(18, 4)) as {{ number }},
        {%- endfor %}
        sum(happened_count) as happened_count
    from {{ ref('int_campaign_outcomes') }}
    group by trigger, outcome, user_id, contact_date
),

reached as (
    select
        *,
        {%- for number in campaign_numbers() %}
        cast(
            sum({{ number }}) over (partition by trigger, outcome, user_id order by contact_date rows between unbounded preceding and current row)
            as decimal(18, 4)
        ) as {{ number }}_after{{ ',' if not loop.last }}
        {%- endfor %}
    from days
),

grown as (
    select
        *,
        {%- for number in campaign_numbers() %}
        cast({{ number }}_after - {{ number }} as decimal(18, 4)) as {{ number }}_until{{ ',' if not loop.last }}
        {%- endfor %}
    from reached
)

select
    trigger,
    outcome,
    contact_date,
    count(*) filter (where sent_count_until + held_back_count_until = 0) as user_count,
    count(*) filter (where sent_count_until = 0 and sent_count > 0) as sent_user_count,
    count(*) filter (where held_back_count_until = 0 and held_back_count > 0) as held_back_user_count,
    {{ campaign_sums('_after', '_until') }}
from grown
group by trigger, outcome, contact_date
