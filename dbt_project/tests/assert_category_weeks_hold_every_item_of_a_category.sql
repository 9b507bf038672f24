-- Summed over categories a week has the units and amounts of the lines of items with a category; an order counts once in each of its categories.
{%- set sums = ['order_count', 'unit_count', 'gross_amount', 'discount_amount', 'return_amount', 'net_amount'] %}
with categories as (
    select
        {%- for column in sums %}
        coalesce(sum({{ column }}), 0) as {{ column }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('category_weeks') }}
),

lines as (
    select
        order_lines.*,
        items.category_id
    from {{ ref('order_lines') }} as order_lines
    inner join {{ ref('current_items') }} as items on order_lines.item_id = items.item_id
    where items.category_id is not null
),

orders as (
    select distinct
        order_id,
        category_id
    from lines
    where is_counted
),

counted as (
    select
        (select count(*) from orders) as order_count,
        coalesce(sum(case when is_counted then quantity end), 0) as unit_count
        {%- for column in sums[2:] %},
        coalesce(sum({{ column }}), 0) as {{ column }}
        {%- endfor %}
    from lines
)

select *
from categories
cross join counted
where
    false
    {%- for column in sums %}
    or categories.{{ column }} <> counted.{{ column }}
    {%- endfor %}
