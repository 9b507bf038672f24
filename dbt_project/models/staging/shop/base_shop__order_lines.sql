{{ map_to_contract('shop', 'order_lines', 'order_lines', same_words('order_lines')) }}
