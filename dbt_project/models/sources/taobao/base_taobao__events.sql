{{ map_to_contract(
    'taobao', 'behaviors', 'events',
    {
        'user_id': 'user_id',
        'item_id': 'item_id',
        'event_type': taobao_event_type('behavior'),
        'event_at': 'epoch_seconds',
    },
    times={'event_at': utc_from_epoch('epoch_seconds')}
) }}
