-- One row per trigger, outcome, cell and half of the persons: the sums over persons of six numbers and of their products.

with users as (
    {%- for trait in campaign_traits() %}
    select
        trigger,
        outcome,
        '{{ trait }}' as trait,
        {{ trait }} as trait_value,
        user_id,
        {%- for number in campaign_numbers() %}
        cast(sum({{ number }}) as decimal(18, 4)) as {{ number }},
        {%- endfor %}
        sum(happened_count) as happened_count
    from {{ ref('int_campaign_outcomes') }}
    group by 1, 2, 3, 4, 5
    {{- '\n\n    union all\n' if not loop.last }}
    {%- endfor %}
)

select
    trigger,
    outcome,
    trait,
    trait_value,
    -- By the person's id, so that all contacts of one lie in one half, and in the same one tomorrow.
    case when substr(md5(user_id), 1, 1) < '8' then 'first' else 'second' end as half,
    count(*) as user_count,
    count(*) filter (where sent_count > 0) as sent_user_count,
    count(*) filter (where held_back_count > 0) as held_back_user_count,
    {{ campaign_sums('') }}
from users
group by 1, 2, 3, 4, 5
