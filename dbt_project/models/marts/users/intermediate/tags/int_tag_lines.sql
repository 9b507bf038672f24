-- One row per user, date of int_tag_dates and line bought by then.
select
    tag_dates.user_id,
    tag_dates.as_of_date,
    bought_lines.order_id,
    bought_lines.order_date,
    bought_lines.item_id,
    bought_lines.category_id,
    bought_lines.brand
from {{ ref('int_bought_lines') }} as bought_lines
inner join {{ ref('int_tag_dates') }} as tag_dates
    on
        bought_lines.user_id = tag_dates.user_id
        and (tag_dates.is_today or bought_lines.order_date <= tag_dates.as_of_date)
