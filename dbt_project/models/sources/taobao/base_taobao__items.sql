{% set items %}(
    select
        loaded_on,
        item_id,
        max(category_id) as category_id,
        min(_file) as _file,
        min(_row) as _row,
        cast(null as string) as _fault,
        cast(null as string) as _raw,
        min(_absent) as _absent
    from {{ ref('taobao_behaviors') }}
    where _fault is null and event_at is not null
    group by loaded_on, item_id
){% endset %}
{{ map_to_contract(
    'taobao', 'behaviors', 'items',
    {'item_id': 'item_id', 'category_id': 'category_id'},
    relation=items,
    is_landing_row=false
) }}
