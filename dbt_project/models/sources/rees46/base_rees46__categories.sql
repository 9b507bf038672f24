-- A category's code is its name, written as a path.
{% set categories %}(
    select
        loaded_on,
        category_id,
        max(category_code) as category_code,
        min(_file) as _file,
        min(_row) as _row,
        cast(null as string) as _fault,
        cast(null as string) as _raw,
        min(_absent) as _absent
    from {{ source('lake_rees46', 'events') }}
    where _fault is null and {{ utc_time('rees46', 'events', 'event_time') }} is not null
    group by loaded_on, category_id
){% endset %}
{{ map_to_contract(
    'rees46', 'events', 'categories',
    {'category_id': 'category_id', 'name': 'category_code'},
    relation=categories,
    is_landing_row=false
) }}
