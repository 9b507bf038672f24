-- The source knows purchases only as events: what is bought within one session is one order, at the time of its first item.
{% set purchases %}(
    select
        loaded_on,
        user_id,
        order_id,
        min(event_time) as event_time,
        min(_file) as _file,
        min(_row) as _row,
        cast(null as string) as _fault,
        cast(null as string) as _raw,
        min(_absent) as _absent
    from {{ ref('rees46_purchases') }}
    group by loaded_on, user_id, order_id
){% endset %}
{{ map_to_contract(
    'rees46', 'events', 'orders',
    {'order_id': 'order_id', 'user_id': 'user_id', 'ordered_at': 'event_time'},
    relation=purchases,
    is_landing_row=false
) }}
