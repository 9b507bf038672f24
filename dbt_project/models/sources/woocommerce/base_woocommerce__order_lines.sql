-- An item is its stock-keeping unit, as in both formats; without one, what the API calls it, else its name.
{{ map_to_contract(
    'woocommerce', 'orders', 'order_lines',
    {
        'order_id': 'number',
        'line_number': 'id',
        'item_id': "coalesce(nullif(" ~ trimmed('sku') ~ ", ''), nullif(variation_id, '0'), nullif(product_id, '0'))",
        'item_name': 'name',
        'quantity': 'quantity',
        'unit_price': 'coalesce(cast(unit_price as string), subtotal)',
        'discount_amount': 'undiscounted_amount - total_amount',
    },
    relation=ref('woocommerce_lines'),
    is_landing_row=false
) }}
union all
{{ map_to_contract(
    'woocommerce', 'order_rows', 'order_lines',
    {
        'order_id': 'order_number',
        'line_number': 'item_number',
        'item_id': 'sku',
        'item_name': 'item_name',
        'quantity': 'quantity',
        'unit_price': 'item_price',
    }
) }}
