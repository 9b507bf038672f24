{{ map_to_contract('shop', 'orders', 'orders', same_words('orders')) }}
