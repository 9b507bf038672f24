-- One row per user and 30-day period with a review or a message: reviews written; messages received, opened and clicked.

with as_of as (
    select * from {{ ref('as_of') }}
),

messages as (
    select * from {{ ref('current_messages') }}
    where not is_control
),

responses as (
    select
        user_id,
        cast(written_at_local as date) as response_date,
        'review' as kind,
        rating
    from {{ ref('current_reviews') }}
    where user_id is not null
    {%- for kind, column in {'message': 'sent_at', 'open': 'opened_at', 'click': 'clicked_at'}.items() %}

    union all

    select
        user_id,
        cast({{ column }}_local as date) as response_date,
        '{{ kind }}' as kind,
        null as rating
    from messages
    where {{ column }}_local is not null{{ ' and not coalesce(is_machine_open, false)' if kind == 'open' }}
    {%- endfor %}
),

response_periods as (
    select
        coalesce(accounts.user_id, responses.user_id) as user_id,
        {{ period_number('responses.response_date', 'as_of.as_of_date') }} as period_number,
        count(*) filter (where responses.kind = 'review') as review_count,
        count(responses.rating) as rating_count,
        cast(coalesce(sum(responses.rating), 0) as bigint) as rating_sum,
        count(*) filter (where responses.kind = 'message') as message_count,
        count(*) filter (where responses.kind = 'open') as message_open_count,
        count(*) filter (where responses.kind = 'click') as message_click_count
    from responses
    cross join as_of
    left join {{ ref('int_user_accounts') }} as accounts on responses.user_id = accounts.account_id
    group by 1, 2
)

select * from response_periods
