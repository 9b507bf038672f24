-- One row per contact after or before which something happened: what did in the window, and in the 90 days before.
{%- set counts = ['visit_day_count', 'order_count', 'unsubscribe_count', 'low_rating_count', 'consult_count'] %}

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

    select
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

placed as (
    select
        contacts.user_id,
        contacts.trigger,
        contacts.contact_date,
        happenings.kind,
        happenings.happening_count,
        happenings.net_amount,
        happenings.margin_amount,
        happenings.happened_date < contacts.contact_date as is_before,
        happenings.happened_date >= contacts.contact_date
        and coalesce(happenings.happened_at >= contacts.decided_at, true) as is_in_window
    from contacts
    inner join happenings
        on
            contacts.user_id = happenings.user_id
            and {{ date_after('contacts.contact_date', '-90') }} <= happenings.happened_date
            and contacts.last_date >= happenings.happened_date
)

select
    user_id,
    trigger,
    contact_date
    {%- for suffix, condition in {'': 'is_in_window', '_before': 'is_before'}.items() %}
    {%- for count in counts %},
    cast(coalesce(sum(happening_count) filter (where kind = '{{ count }}' and {{ condition }}), 0) as bigint) as {{ count }}{{ suffix }}
    {%- endfor %}
    {%- for amount in ['net_amount', 'margin_amount'] %},
    cast(coalesce(sum({{ amount }}) filter (where {{ condition }}), 0) as decimal(18, 4)) as {{ amount }}{{ suffix }}
    {%- endfor %}
    {%- endfor %},
    count(*) filter (where kind = 'order_count' and margin_amount is null and is_in_window) as unknown_margin_count
from placed
group by user_id, trigger, contact_date
