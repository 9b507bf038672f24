{{ map_to_contract('shop', 'offers', 'offers', same_words('offers')) }}
