{{ map_to_contract(
    'taobao', 'behaviors', 'events',
    {
        'user_id': 'user_id',
        'item_id': 'item_id',
        'event_type': 'event_type',
        'event_at': 'epoch_seconds',
    },
    relation=ref('taobao_behaviors'),
    times={'event_at': 'event_at'}
) }}
