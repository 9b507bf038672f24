{% set products %}(
    select
        loaded_on,
        product_id,
        max(category_id) as category_id,
        max(brand) as brand,
        min(_file) as _file,
        min(_row) as _row,
        cast(null as string) as _fault,
        cast(null as string) as _raw,
        min(_absent) as _absent
    from {{ source('lake_rees46', 'events') }}
    where _fault is null and {{ utc_time('rees46', 'events', 'event_time') }} is not null
    group by loaded_on, product_id
){% endset %}
{{ map_to_contract(
    'rees46', 'events', 'items',
    {'item_id': 'product_id', 'category_id': 'category_id', 'brand': 'brand'},
    relation=products,
    is_landing_row=false
) }}
