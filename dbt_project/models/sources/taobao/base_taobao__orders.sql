-- The source knows purchases only as events: what one user buys at one moment is one order.
{% set purchases %}(
    select
        loaded_on,
        user_id,
        epoch_seconds,
        min(_file) as _file,
        min(_row) as _row,
        cast(null as string) as _fault,
        cast(null as string) as _raw,
        min(_absent) as _absent
    from {{ ref('taobao_behaviors') }}
    where _fault is null and event_at is not null and event_type = 'purchase'
    group by loaded_on, user_id, epoch_seconds
){% endset %}
{{ map_to_contract(
    'taobao', 'behaviors', 'orders',
    {
        'order_id': "user_id || '-' || epoch_seconds",
        'user_id': 'user_id',
        'ordered_at': 'epoch_seconds',
    },
    relation=purchases,
    times={'ordered_at': utc_from_epoch('epoch_seconds')},
    is_landing_row=false
) }}
