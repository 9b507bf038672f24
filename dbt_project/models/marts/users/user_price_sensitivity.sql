-- One row per user with an order: how often the user redeems coupons, buys what is on discount, and how dear the user buys; each apart.
{%- set habits = {
    'coupon': ['coupon_order_share', 'order_count'],
    'discount': ['discount_line_share', 'judged_line_count'],
    'price_level': ['price_level', 'priced_line_count'],
} %}

with user_facts as (
    select * from {{ ref('user_facts') }}
    where order_count > 0
),

price_habits as (
    select * from {{ ref('int_price_habits') }}
),

savings as (
    select
        user_id,
        {{ saved_shares() }}
    from {{ ref('int_line_savings') }}
    where user_id is not null
    group by user_id
),

habits as (
    select
        as_of_date,
        user_id
        {%- for habit, names in habits.items() %},
        max(case_count) filter (where habit = '{{ habit }}') as {{ names[1] }},
        max(own_mean) filter (where habit = '{{ habit }}') as {{ names[0] }},
        max(shrunk_mean) filter (where habit = '{{ habit }}') as shrunk_{{ names[0] }},
        max(shrunk_low) filter (where habit = '{{ habit }}') as shrunk_{{ names[0] }}_low,
        max(shrunk_high) filter (where habit = '{{ habit }}') as shrunk_{{ names[0] }}_high
        {%- endfor %}
    from price_habits
    group by as_of_date, user_id
),

user_price_sensitivity as (
    select
        user_facts.user_id,
        user_facts.as_of_date,
        user_facts.order_count,
        habits.coupon_order_share,
        habits.shrunk_coupon_order_share,
        habits.shrunk_coupon_order_share_low,
        habits.shrunk_coupon_order_share_high,
        {%- for names in [habits['discount'], habits['price_level']] %}
        coalesce(habits.{{ names[1] }}, 0) as {{ names[1] }},
        habits.{{ names[0] }},
        habits.shrunk_{{ names[0] }},
        habits.shrunk_{{ names[0] }}_low,
        habits.shrunk_{{ names[0] }}_high,
        {%- endfor %}
        savings.coupon_saved_share,
        savings.shelf_saved_share
    from user_facts
    left join habits on user_facts.user_id = habits.user_id and user_facts.as_of_date = habits.as_of_date
    left join savings on user_facts.user_id = savings.user_id
)

select * from user_price_sensitivity
