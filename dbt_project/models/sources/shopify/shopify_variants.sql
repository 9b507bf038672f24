{%- set of_product = ['title', 'vendor', 'product_category', 'type'] %}
{%- set of_variant = ['option1_value', 'option2_value', 'option3_value', 'variant_sku', 'variant_price', 'cost_per_item'] %}

with landed as (
    select
        *,
        coalesce(option1_value, variant_sku, variant_price) is not null as is_variant
    from {{ source('lake_shopify', 'products') }}
),

products as (
    select
        loaded_on,
        _file,
        handle,
        {%- for column in of_product %}
        min_by({{ column }}, _row) filter (where {{ column }} is not null) as {{ column }},
        {%- endfor %}
        min(_row) filter (where is_variant) as first_row
    from landed
    where _fault is null and handle is not null
    group by loaded_on, _file, handle
)

select
    landed.loaded_on,
    landed._file,
    landed._row,
    landed._fault,
    landed._raw,
    landed._absent,
    landed.handle,
    {%- for column in of_product %}
    products.{{ column }},
    {%- endfor %}
    {%- for column in of_variant %}
    case when landed.is_variant then landed.{{ column }} else variants.{{ column }} end as {{ column }}{{ ',' if not loop.last }}
    {%- endfor %}
from landed
left join products
    on
        landed.loaded_on = products.loaded_on
        and landed._file = products._file
        and landed.handle = products.handle
left join landed as variants
    on
        products.loaded_on = variants.loaded_on
        and products._file = variants._file
        and products.first_row = variants._row
