-- One row per user and date: what was known of the user by then, by event time; profiles as reported by then, and as reported until today.

with user_dates as (
    select * from {{ ref('int_user_dates') }}
),

behavior as (
    select
        user_id,
        as_of_date,
        min(first_seen_date) as first_seen_date,
        max(last_seen_date) as last_seen_date,
        {{ summed_over_periods('active_day_count') }},
        {{ summed_over_periods('view_count') }},
        {{ summed_over_periods('search_count') }},
        {{ summed_over_periods('favorite_count') }},
        {{ summed_over_periods('cart_count') }},
        {{ summed_over_periods('consult_count') }}
    from ({{ known_periods(ref('int_user_behavior_periods')) }})
    group by user_id, as_of_date
),

channels as (
    select
        user_id,
        as_of_date,
        channel,
        {{ summed_over_periods('session_count') }}
    from ({{ known_periods(ref('int_user_session_periods')) }})
    group by user_id, as_of_date, channel
),

visits as (
    select
        user_id,
        as_of_date,
        min_by(channel, (-session_count, channel)) filter (where channel is not null) as usual_channel,
        {{ share('max(session_count) filter (where channel is not null)', 'sum(session_count)') }} as usual_channel_share,
        cast(sum(session_count) as bigint) as session_count,
        cast(sum(session_count_30_days) as bigint) as session_count_30_days,
        cast(sum(session_count_90_days) as bigint) as session_count_90_days
    from channels
    group by user_id, as_of_date
),

purchases as (
    select
        user_id,
        as_of_date,
        {{ summed_over_periods('order_count') }},
        {{ summed_over_periods('order_row_count') }},
        cast(sum(order_day_count) as bigint) as order_day_count,
        cast(sum(unit_count) as bigint) as unit_count,
        cast(sum(return_unit_count) as bigint) as return_unit_count,
        cast(sum(gross_amount) as decimal(18, 4)) as gross_amount,
        cast(sum(net_amount) as decimal(18, 4)) as net_amount,
        cast(sum(net_amount) filter (where is_last_30_days) as decimal(18, 4)) as net_amount_30_days,
        cast(sum(net_amount) filter (where is_last_90_days) as decimal(18, 4)) as net_amount_90_days,
        {{ share('sum(discounted_order_count)', 'sum(known_discount_count)') }} as discount_share,
        min(first_order_date) as first_order_date,
        max(last_order_date) as last_order_date,
        max_by(last_gap_days, last_order_date) filter (where last_order_date is not null) as last_gap_days
    from ({{ known_periods(ref('int_user_order_periods')) }})
    group by user_id, as_of_date
),

baskets as (
    select
        user_id,
        as_of_date,
        cast(sum(new_item_count) as bigint) as bought_item_count,
        cast(sum(new_category_count) as bigint) as bought_category_count,
        {{ share('sum(price_percentile_sum)', 'sum(priced_line_count)') }} as price_percentile
    from ({{ known_periods(ref('int_user_line_periods')) }})
    group by user_id, as_of_date
),

responses as (
    select
        user_id,
        as_of_date,
        cast(sum(review_count) as bigint) as review_count,
        {{ share('sum(rating_sum)', 'sum(rating_count)') }} as average_rating,
        cast(sum(message_count) as bigint) as message_count,
        cast(sum(message_open_count) as bigint) as message_open_count,
        cast(sum(message_click_count) as bigint) as message_click_count
    from ({{ known_periods(ref('int_user_response_periods')) }})
    group by user_id, as_of_date
),

profiles as (
    select * from {{ ref('int_user_profile_dates') }}
),

profiles_today as (
    select * from {{ ref('int_joined_users') }}
),

-- What a user did not do is 0, what is unknown is null.
user_attributes as (
    select
        user_dates.user_id,
        user_dates.as_of_date,
        {{ days_since('behavior.first_seen_date', 'user_dates.as_of_date') }} as tenure_days,
        {{ days_since('behavior.last_seen_date', 'user_dates.as_of_date') }} as days_since_seen,
        {{ days_since('purchases.last_order_date', 'user_dates.as_of_date') }} as days_since_order,
        {{ days_since('purchases.first_order_date', 'user_dates.as_of_date') }} as days_since_first_order,
        {{ share(days_between('purchases.first_order_date', 'purchases.last_order_date'), 'purchases.order_day_count - 1') }}
            as mean_order_gap_days,
        cast(purchases.last_gap_days as bigint) as last_order_gap_days,
        {%- for when in ['', '_90_days', '_30_days'] %}
        coalesce(purchases.order_count{{ when }}, 0) as order_count{{ when }},
        cast(coalesce(purchases.net_amount{{ when }}, case when coalesce(purchases.order_row_count{{ when }}, 0) = 0 then 0 end) as decimal(18, 4))
            as net_amount{{ when }},
        behavior.active_day_count{{ when }},
        coalesce(visits.session_count{{ when }}, 0) as session_count{{ when }},
        {%- for type in ['view', 'search', 'favorite', 'cart', 'consult'] %}
        behavior.{{ type }}_count{{ when }},
        {%- endfor %}
        {%- endfor %}
        coalesce(purchases.unit_count, 0) as unit_count,
        {{ amount_per('purchases.gross_amount', 'nullif(purchases.order_count, 0)') }} as average_order_amount,
        {{ share('purchases.return_unit_count', 'purchases.unit_count') }} as return_share,
        purchases.discount_share,
        baskets.price_percentile,
        coalesce(baskets.bought_item_count, 0) as bought_item_count,
        coalesce(baskets.bought_category_count, 0) as bought_category_count,
        visits.usual_channel,
        visits.usual_channel_share,
        coalesce(responses.review_count, 0) as review_count,
        responses.average_rating,
        coalesce(responses.message_count, 0) as message_count,
        coalesce(responses.message_open_count, 0) as message_open_count,
        coalesce(responses.message_click_count, 0) as message_click_count,
        profiles.user_id is not null as is_registered,
        profiles_today.user_id is not null as is_registered_known_today,
        {%- for name in profile_columns() %}
        profiles.{{ name }},
        {%- if name == 'age' %}
        cast(extract(year from user_dates.as_of_date) - profiles_today.birth_year as bigint) as age_known_today
        {%- elif name == 'has_referrer' %}
        case when profiles_today.user_id is not null then profiles_today.referrer_user_id is not null end
            as has_referrer_known_today
        {%- else %}
        profiles_today.{{ name }} as {{ name }}_known_today
        {%- endif %}
        {{- ',' if not loop.last }}
        {%- endfor %}
    from user_dates
    inner join behavior
        on user_dates.user_id = behavior.user_id and user_dates.as_of_date = behavior.as_of_date
    {%- for name in ['visits', 'purchases', 'baskets', 'responses', 'profiles'] %}
    left join {{ name }}
        on user_dates.user_id = {{ name }}.user_id and user_dates.as_of_date = {{ name }}.as_of_date
    {%- endfor %}
    left join profiles_today on user_dates.user_id = profiles_today.user_id
)

select * from user_attributes
