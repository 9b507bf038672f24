-- One row per contact: what happened in its window, and in the 90 days before the person's first contact, which no message has changed.
{%- set counts = ['visit_day_count', 'order_count', 'unsubscribe_count', 'low_rating_count', 'consult_count'] %}
{%- set amounts = ['net_amount', 'margin_amount'] %}

with contacts as (
    select * from {{ ref('int_contacts') }}
),

happenings as (
    select
        user_id,
        order_date as happened_date,
        ordered_at as happened_at,
        'order_count' as kind,
        cast(1 as bigint) as happening_count,
        net_amount,
        margin_amount
    from {{ ref('int_joined_orders') }}
    where is_counted and user_id is not null

    union all

    -- A message reported twice is unsubscribed from once.
    select distinct
        coalesce(accounts.user_id, messages.user_id) as user_id,
        cast(messages.unsubscribed_at_local as date) as happened_date,
        messages.unsubscribed_at as happened_at,
        'unsubscribe_count' as kind,
        1 as happening_count,
        null as net_amount,
        null as margin_amount
    from {{ ref('current_messages') }} as messages
    left join {{ ref('int_user_accounts') }} as accounts on messages.user_id = accounts.account_id
    where messages.unsubscribed_at is not null

    union all

    select
        coalesce(accounts.user_id, reviews.user_id) as user_id,
        cast(reviews.written_at_local as date) as happened_date,
        reviews.written_at as happened_at,
        'low_rating_count' as kind,
        1 as happening_count,
        null as net_amount,
        null as margin_amount
    from {{ ref('current_reviews') }} as reviews
    left join {{ ref('int_user_accounts') }} as accounts on reviews.user_id = accounts.account_id
    where reviews.rating <= 2 and reviews.user_id is not null

    union all

    -- Of visits and consults the day is known alone; that of the contact counts whole.
    select distinct
        user_id,
        event_date as happened_date,
        cast(null as timestamp) as happened_at,
        'visit_day_count' as kind,
        1 as happening_count,
        null as net_amount,
        null as margin_amount
    from {{ ref('int_known_days') }}
    where event_count > 0

    union all

    select
        user_id,
        event_date as happened_date,
        null as happened_at,
        'consult_count' as kind,
        cast(sum(consult_count) as bigint) as happening_count,
        null as net_amount,
        null as margin_amount
    from {{ ref('int_known_days') }}
    where consult_count > 0
    group by user_id, event_date
),

before as (
    select
        persons.user_id
        {%- for count in counts %},
        cast(coalesce(sum(happenings.happening_count) filter (where happenings.kind = '{{ count }}'), 0) as bigint) as {{ count }}
        {%- endfor %}
        {%- for amount in amounts %},
        cast(coalesce(sum(happenings.{{ amount }}), 0) as decimal(18, 4)) as {{ amount }}
        {%- endfor %}
    from (select distinct user_id, first_contact_date from contacts) as persons
    inner join happenings
        on
            persons.user_id = happenings.user_id
            and {{ date_after('persons.first_contact_date', '-90') }} <= happenings.happened_date
            and persons.first_contact_date > happenings.happened_date
    group by persons.user_id
),

followed as (
    select
        contacts.user_id,
        contacts.trigger,
        contacts.contact_date
        {%- for count in counts %},
        cast(coalesce(sum(happenings.happening_count) filter (where happenings.kind = '{{ count }}'), 0) as bigint) as {{ count }}
        {%- endfor %}
        {%- for amount in amounts %},
        cast(coalesce(sum(happenings.{{ amount }}), 0) as decimal(18, 4)) as {{ amount }},
        count(*) filter (where happenings.kind = 'order_count' and happenings.{{ amount }} is null) as unknown_{{ amount }}_count
        {%- endfor %}
    from contacts
    inner join happenings
        on
            contacts.user_id = happenings.user_id
            and contacts.contact_date <= happenings.happened_date
            and contacts.last_date >= happenings.happened_date
            and coalesce(contacts.decided_at <= happenings.happened_at, true)
    group by contacts.user_id, contacts.trigger, contacts.contact_date
)

-- One order whose amount is unknown makes that of the contact unknown.
select
    contacts.user_id,
    contacts.trigger,
    contacts.contact_date
    {%- for count in counts %},
    coalesce(followed.{{ count }}, 0) as {{ count }},
    coalesce(before.{{ count }}, 0) as {{ count }}_before
    {%- endfor %}
    {%- for amount in amounts %},
    case when coalesce(followed.unknown_{{ amount }}_count, 0) = 0 then coalesce(followed.{{ amount }}, 0) end as {{ amount }},
    coalesce(before.{{ amount }}, 0) as {{ amount }}_before
    {%- endfor %}
from contacts
left join before on contacts.user_id = before.user_id
left join followed
    on
        contacts.user_id = followed.user_id
        and contacts.trigger = followed.trigger
        and contacts.contact_date = followed.contact_date
