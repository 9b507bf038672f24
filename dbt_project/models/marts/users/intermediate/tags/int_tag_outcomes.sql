-- One row per user whose tags are known as of 30 days ago: what the user did in the 30 days since.

with past as (
    select
        user_id,
        as_of_date
    from {{ ref('int_tag_dates') }}
    where not is_today
),

buyers as (
    select
        user_id,
        as_of_date,
        count(*) as order_count
    from {{ ref('int_tag_orders') }}
    where is_counted
    group by user_id, as_of_date
),

later_orders as (
    select
        orders.user_id,
        orders.as_of_date,
        orders.is_counted,
        orders.is_discounted,
        orders.has_coupon,
        orders.is_weekend,
        orders.is_evening,
        orders.return_unit_count
    from {{ ref('int_tag_orders') }} as orders
    inner join past
        on
            orders.user_id = past.user_id
            and orders.as_of_date > past.as_of_date
            and orders.order_date > past.as_of_date
            and orders.order_date <= past.as_of_date + interval 30 day
),

later as (
    select
        user_id,
        bool_or(is_counted) as ordered,
        bool_or(is_counted and has_coupon) as ordered_with_coupon,
        bool_or(is_counted and is_discounted) as ordered_on_discount,
        bool_or(is_counted and not is_discounted) as ordered_at_full_price,
        bool_or(is_counted and is_weekend) as ordered_on_weekend,
        bool_or(is_counted and is_evening) as ordered_in_evening,
        bool_or(return_unit_count > 0) as returned
    from later_orders
    group by user_id
)

select
    past.user_id,
    past.as_of_date,
    buyers.user_id is not null as is_buyer,
    coalesce(buyers.order_count >= 3, false) as is_repeat_buyer,
    coalesce(attributes.is_registered, false) as is_registered,
    {%- for outcome in tag_outcome_names() %}
    coalesce(later.{{ outcome }}, false) as {{ outcome }}{{ ',' if not loop.last }}
    {%- endfor %}
from past
left join buyers on past.user_id = buyers.user_id and past.as_of_date = buyers.as_of_date
left join {{ ref('int_user_attributes') }} as attributes on past.user_id = attributes.user_id and past.as_of_date = attributes.as_of_date
left join later on past.user_id = later.user_id
