-- Joining users changes whose an order is, and neither an order nor an amount: none is lost and none counts twice.
{%- set facts = {'orders': 'int_joined_orders', 'order_lines': 'int_joined_order_lines', 'int_order_days': 'int_joined_order_days'} %}
{%- for landed, joined in facts.items() %}
select
    '{{ landed }}' as table_name,
    landed.row_count,
    landed.net_amount,
    joined.row_count as joined_row_count,
    joined.net_amount as joined_net_amount
from (select count(*) as row_count, sum(net_amount) as net_amount from {{ ref(landed) }}) as landed
cross join (select count(*) as row_count, sum(net_amount) as net_amount from {{ ref(joined) }}) as joined
where
    landed.row_count <> joined.row_count
    or landed.net_amount is distinct from joined.net_amount
{{ 'union all' if not loop.last }}
{%- endfor %}
