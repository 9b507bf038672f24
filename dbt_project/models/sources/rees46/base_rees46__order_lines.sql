-- One purchase event is one unit of one item; an event delivered twice is still one unit.
{% set purchases %}(
    select
        loaded_on,
        order_id,
        event_time,
        product_id,
        price,
        min(_file) as _file,
        min(_row) as _row,
        cast(null as string) as _fault,
        cast(null as string) as _raw,
        min(_absent) as _absent
    from {{ ref('rees46_purchases') }}
    group by loaded_on, order_id, event_time, product_id, price
){% endset %}
{{ map_to_contract(
    'rees46', 'events', 'order_lines',
    {'order_id': 'order_id', 'item_id': 'product_id', 'quantity': "'1'", 'unit_price': 'price'},
    relation=purchases,
    is_landing_row=false
) }}
