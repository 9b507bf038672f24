-- One row per user, date of int_tag_dates, product and one of the 60 days up to it with activity; of days with views alone the last 30. What one
-- load brought of a visitor and item counts on the last day of it.

with recent as (
    select
        coalesce(accounts.user_id, user_items.user_id, visitor_users.user_id) as user_id,
        user_items.item_id,
        items.category_id,
        -- By the clock of the shop, as orders are dated.
        cast(
            case user_items.source
                {%- for source in mapped_sources() %}
                when '{{ source }}' then {{ local_from_utc('user_items.last_event_at', time_zone(source)) }}
                {%- endfor %}
                else {{ local_from_utc('user_items.last_event_at', time_zone('shop')) }}
            end as date
        ) as activity_date,
        user_items.event_count,
        user_items.view_count,
        user_items.favorite_count,
        user_items.unfavorite_count,
        user_items.cart_count,
        user_items.remove_from_cart_count,
        user_items.consult_count,
        user_items.purchase_count
    from {{ ref('user_items') }} as user_items
    inner join {{ ref('current_items') }} as items on user_items.item_id = items.item_id
    left join {{ ref('int_visitor_users') }} as visitor_users on user_items.visitor_id = visitor_users.visitor_id
    left join {{ ref('int_user_accounts') }} as accounts on user_items.user_id = accounts.account_id
    -- Events are no later than the day after their load day.
    where items.is_product and user_items.load_date > (select min(as_of_date) - interval 61 day from {{ ref('int_tag_dates') }})
)

select
    tag_dates.user_id,
    tag_dates.as_of_date,
    recent.item_id,
    recent.activity_date,
    min(recent.category_id) as category_id
    {%- for type in ['view', 'favorite', 'unfavorite', 'cart', 'remove_from_cart', 'consult', 'purchase'] %},
    cast(sum(recent.{{ type }}_count) as bigint) as {{ type }}_count
    {%- endfor %}
from recent
inner join {{ ref('int_tag_dates') }} as tag_dates
    on
        recent.user_id = tag_dates.user_id
        and (tag_dates.is_today or recent.activity_date <= tag_dates.as_of_date)
        and {{ days_between('recent.activity_date', 'tag_dates.as_of_date') }}
        < case when recent.event_count = recent.view_count then 30 else 60 end
group by tag_dates.user_id, tag_dates.as_of_date, recent.item_id, recent.activity_date
