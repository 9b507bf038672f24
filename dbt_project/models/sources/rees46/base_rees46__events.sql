{{ map_to_contract('rees46', 'events', 'events', {
    'user_id': 'user_id',
    'item_id': 'product_id',
    'event_type': 'event_type',
    'session_key': 'user_session',
    'price': 'price',
    'event_at': 'event_time',
}) }}
