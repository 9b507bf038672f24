-- A stock code is an item; of the spellings of its description within a load day the first in the alphabet is kept.
{% set stock_codes %}(
    select
        loaded_on,
        stockcode,
        min(_file) as _file,
        min(_row) as _row,
        cast(null as string) as _fault,
        cast(null as string) as _raw,
        min(_absent) as _absent,
        min(nullif({{ trimmed('description') }}, '')) as description
    from {{ ref('online_retail_lines') }}
    where _fault is null and {{ as_number('unitprice', 'decimal(18, 4)') }} > 0
    group by loaded_on, stockcode
){% endset %}
{{ map_to_contract(
    'online_retail', 'lines', 'items',
    {'item_id': 'stockcode', 'name': 'description'},
    relation=stock_codes,
    is_landing_row=false
) }}
