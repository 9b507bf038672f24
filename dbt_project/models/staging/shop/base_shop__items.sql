{{ map_to_contract('shop', 'items', 'items', same_words('items')) }}
