{{ map_to_contract('shop', 'categories', 'categories', same_words('categories')) }}
