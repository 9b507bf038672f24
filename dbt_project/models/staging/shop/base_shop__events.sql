{{ map_to_contract('shop', 'events', 'events', same_words('events')) }}
