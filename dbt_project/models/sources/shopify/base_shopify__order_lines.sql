-- A line's number is its place within the order, so that two exports of one day do not add up. A time at fault is the first line's, and the order's.
{% set lines %}(
    select
        lines.loaded_on,
        lines._file,
        lines._row,
        lines._raw,
        lines._absent,
        lines.name,
        lines.lineitem_sku,
        lines.lineitem_name,
        lines.lineitem_quantity,
        lines.lineitem_price,
        lines.lineitem_discount,
        lines._row - orders._row + 1 as line_number,
        case
            when lines._fault is not null then lines._fault
            when orders.created_at is not null and {{ parse_utc('orders.created_at', time_zone('shopify')) }} is null then 'invalid_created_at'
        end as _fault
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
