-- One row per user, date of int_tag_dates, product and one of the 60 days up to it with activity; of days with views alone the last 30.

with recent as (
    select
        known_items.user_id,
        known_items.first_signed_in_date,
        known_items.item_id,
        items.category_id,
        cast({{ shop_time('known_items.source', 'known_items.last_event_at') }} as date) as activity_date,
        known_items.event_count,
        known_items.view_count,
        known_items.favorite_count,
        known_items.unfavorite_count,
        known_items.cart_count,
        known_items.remove_from_cart_count,
        known_items.consult_count,
        known_items.purchase_count
    from {{ ref('int_known_items') }} as known_items
    inner join {{ ref('current_items') }} as items on known_items.item_id = items.item_id
    -- Events are no later than the day after their load day.
    where items.is_product and known_items.load_date > (select min(as_of_date) - interval 61 day from {{ ref('int_tag_dates') }})
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
        -- Whose it was may have become known later.
        and (tag_dates.is_today or coalesce(recent.first_signed_in_date <= tag_dates.as_of_date, true))
        and {{ days_between('recent.activity_date', 'tag_dates.as_of_date') }}
        < case when recent.event_count = recent.view_count then 30 else 60 end
group by tag_dates.user_id, tag_dates.as_of_date, recent.item_id, recent.activity_date
