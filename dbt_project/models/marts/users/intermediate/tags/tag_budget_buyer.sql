-- Buys in the lower part of the price ranges of the categories.
select
    user_id,
    as_of_date,
    {{ no_value() }} as tag_value,
    {{ rounded('1 - ' ~ price_level()) }} as weight,
    {{ order_evidence('priced_line_count > 0') }}
from {{ ref('int_tag_orders') }}
where is_counted
group by user_id, as_of_date
having {{ price_level() }} <= 0.35
