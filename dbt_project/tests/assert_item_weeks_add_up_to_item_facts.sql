-- Summed over its weeks an item has the orders, units and amounts of item_facts, which reads the lines; and it had as many visitors as its best week
-- at least, and no more than all weeks together.
{%- set sums = ['order_count', 'unit_count', 'return_unit_count', 'gross_amount', 'discount_amount', 'return_amount', 'net_amount'] %}
with weeks as (
    select
        item_id,
        {%- for column in sums %}
        coalesce(sum({{ column }}), 0) as {{ column }},
        {%- endfor %}
        max(visitor_count) as most_visitors,
        sum(visitor_count) as all_visitors
    from {{ ref('item_weeks') }}
    group by item_id
)

select items.item_id
from {{ ref('item_facts') }} as items
left join weeks on items.item_id = weeks.item_id
where
    not coalesce(items.visitor_count between weeks.most_visitors and weeks.all_visitors, items.visitor_count = 0)
    {%- for column in sums %}
    or coalesce(items.{{ column }}, 0) <> coalesce(weeks.{{ column }}, 0)
    {%- endfor %}
