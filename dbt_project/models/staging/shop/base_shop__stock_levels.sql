{{ map_to_contract('shop', 'stock_levels', 'stock_levels', same_words('stock_levels')) }}
