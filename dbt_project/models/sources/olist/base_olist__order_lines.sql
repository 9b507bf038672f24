-- A row is one unit.
{{ map_to_contract('olist', 'olist_order_items_dataset', 'order_lines', {
    'order_id': 'order_id',
    'line_number': 'order_item_id',
    'item_id': 'product_id',
    'quantity': "'1'",
    'unit_price': 'price',
}) }}
