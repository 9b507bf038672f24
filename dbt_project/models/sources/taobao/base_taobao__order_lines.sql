-- One purchase event is one unit of one item at an unknown price; an event delivered twice is still one unit.
{% set purchases %}(
    select
        loaded_on,
        user_id,
        item_id,
        epoch_seconds,
        min(_file) as _file,
        min(_row) as _row,
        cast(null as string) as _fault,
        cast(null as string) as _raw,
        min(_absent) as _absent
    from {{ ref('taobao_behaviors') }}
    where _fault is null and event_at is not null and event_type = 'purchase'
    group by loaded_on, user_id, item_id, epoch_seconds
){% endset %}
{{ map_to_contract(
    'taobao', 'behaviors', 'order_lines',
    {
        'order_id': "user_id || '-' || epoch_seconds",
        'item_id': 'item_id',
        'quantity': "'1'",
    },
    relation=purchases,
    is_landing_row=false
) }}
