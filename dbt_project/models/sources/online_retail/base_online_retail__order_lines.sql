{{ map_to_contract(
    'online_retail', 'lines', 'order_lines',
    {'order_id': 'invoiceno', 'item_id': 'stockcode', 'quantity': 'quantity', 'unit_price': 'unitprice'},
    relation=ref('online_retail_lines')
) }}
