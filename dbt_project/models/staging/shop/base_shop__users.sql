{{ map_to_contract('shop', 'users', 'users', same_words('users')) }}
