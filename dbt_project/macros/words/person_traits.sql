{#
    What was known of persons by the end of the day before a contact, by which effects may differ: one row per user_id and contact_date of the
    relation, with the columns of campaign_traits().
#}
{% macro person_traits(contacts) -%}
with contacts as (
    select distinct
        user_id,
        contact_date
    from {{ contacts }}
),

past_orders as (
    select
        contacts.user_id,
        contacts.contact_date,
        count(*) as order_count,
        max(orders.order_date) as last_order_date,
        count(*) filter (where orders.coupon_code is not null) as coupon_order_count,
        count(*) filter (where not orders.is_discounted) as full_price_order_count,
        count(orders.is_discounted) as known_discount_count
    from contacts
    inner join {{ ref('int_joined_orders') }} as orders
        on contacts.user_id = orders.user_id and contacts.contact_date > orders.order_date
    where orders.is_counted
    group by 1, 2
),

department_lines as (
    select
        contacts.user_id,
        contacts.contact_date,
        paths.root_category_id,
        count(*) as line_count
    from contacts
    inner join {{ ref('int_bought_lines') }} as lines on contacts.user_id = lines.user_id and contacts.contact_date > lines.order_date
    inner join {{ ref('int_category_paths') }} as paths on lines.category_id = paths.category_id
    group by 1, 2, 3
),

departments as (
    select
        user_id,
        contact_date,
        min_by(root_category_id, (-line_count, root_category_id)) filter (where root_category_id is not null) as favorite_department_id
    from department_lines
    group by 1, 2
),

joined as (
    select
        contacts.*,
        coalesce(past_orders.order_count, 0) as order_count,
        {{ days_between('past_orders.last_order_date', 'contacts.contact_date') }} as recency_days,
        past_orders.coupon_order_count,
        past_orders.full_price_order_count,
        past_orders.known_discount_count,
        departments.favorite_department_id,
        months.user_group as month_group
    from contacts
    left join past_orders
        on
            contacts.user_id = past_orders.user_id
            and contacts.contact_date = past_orders.contact_date
    left join departments
        on
            contacts.user_id = departments.user_id
            and contacts.contact_date = departments.contact_date
    -- The group of the newest month-end before.
    left join {{ ref('user_group_months') }} as months
        on
            contacts.user_id = months.user_id
            and months.month_end_date = cast(date_trunc('month', contacts.contact_date) - interval 1 day as date)
)

select
    user_id,
    contact_date,
    case when order_count = 0 then 'prospect' else coalesce(month_group, 'unknown') end as user_group,
    {{ lifecycle('order_count', 'recency_days') }} as lifecycle,
    coalesce(favorite_department_id, 'unknown') as favorite_department_id,
    case
        when order_count = 0 then 'unknown'
        when {{ confident_share('coupon_order_count', 'order_count') }} >= 0.5 then 'coupon_user'
        else 'other'
    end as coupon_use,
    case
        when coalesce(known_discount_count, 0) = 0 then 'unknown'
        when full_price_order_count = known_discount_count then 'full_price'
        when full_price_order_count = 0 then 'discount_only'
        else 'mixed'
    end as price_attitude
from joined
{%- endmacro %}
