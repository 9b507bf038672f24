{{ map_to_contract('shop', 'prices', 'prices', same_words('prices')) }}
