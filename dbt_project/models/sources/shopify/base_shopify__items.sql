-- A variant without a stock-keeping unit is known by the name that it has on order lines: the title, and behind it the options.
{%- set options = "concat_ws(' / ', nullif(option1_value, 'Default Title'), option2_value, option3_value)" %}
{% set variants %}(
    select
        *,
        {{ clean_id('variant_sku') }} as item_id,
        concat_ws(' - ', {{ trimmed('title') }}, nullif({{ options }}, '')) as item_name
    from {{ ref('shopify_variants') }}
){% endset %}
{{ map_to_contract(
    'shopify', 'products', 'items',
    {
        'item_id': item_or_its_name(real_id('item_id', missing_words('item_id'))),
        'name': 'item_name',
        'category_id': 'coalesce(type, product_category)',
        'brand': 'vendor',
        'list_price': 'variant_price',
        'unit_cost': 'cost_per_item',
    },
    relation=variants
) }}
