{{ map_to_contract('shop', 'reviews', 'reviews', same_words('reviews')) }}
