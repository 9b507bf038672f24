{{ map_to_contract('shop', 'messages', 'messages', same_words('messages')) }}
