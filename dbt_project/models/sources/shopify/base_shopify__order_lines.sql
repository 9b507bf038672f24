-- A line's number is its place within the order, so that two exports of one day do not add up.
{% set lines %}(
    select
        lines.*,
        lines._row - orders._row + 1 as line_number
    from {{ source('lake_shopify', 'orders') }} as lines
    left join {{ ref('shopify_orders') }} as orders
        on
            lines.loaded_on = orders.loaded_on
            and lines._file = orders._file
            and lines.name = orders.name
){% endset %}
{{ map_to_contract(
    'shopify', 'orders', 'order_lines',
    {
        'order_id': 'name',
        'line_number': 'line_number',
        'item_id': 'lineitem_sku',
        'item_name': 'lineitem_name',
        'quantity': 'lineitem_quantity',
        'unit_price': 'lineitem_price',
        'discount_amount': 'lineitem_discount',
    },
    relation=lines
) }}
