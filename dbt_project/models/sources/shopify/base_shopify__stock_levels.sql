-- Every row of a variant says the units of all its places, so that all but one are duplicates. It was counted on its load day.
{%- set options = "concat_ws(' / ', nullif(option1_value, 'Default Title'), option2_value, option3_value)" %}
{%- set units = as_number('on_hand', 'decimal(18, 0)') %}
{% set levels %}(
    with landed as (
        select
            *,
            {{ clean_id('sku') }} as item_id,
            concat_ws(' - ', {{ trimmed('title') }}, nullif({{ options }}, '')) as item_name
        from {{ source('lake_shopify', 'inventory') }}
    ),

    named as (
        select
            *,
            {{ item_or_its_name(real_id('item_id', missing_words('item_id'))) }} as variant_id
        from landed
    ),

    totals as (
        select
            loaded_on,
            _file,
            variant_id,
            coalesce(sum({{ units }}), 0) as unit_count
        from named
        group by loaded_on, _file, variant_id
    )

    select
        named.*,
        cast(named.loaded_on as string) as counted_on,
        case
            when {{ lower_case('named.on_hand') }} = 'not stocked' or {{ units }} is not null then cast(totals.unit_count as string)
            else named.on_hand
        end as units_on_hand
    from named
    left join totals
        on
            named.loaded_on = totals.loaded_on
            and named._file = totals._file
            and named.variant_id = totals.variant_id
){% endset %}
{{ map_to_contract(
    'shopify', 'inventory', 'stock_levels',
    {'item_id': 'variant_id', 'on_hand': 'units_on_hand', 'counted_at': 'counted_on'},
    relation=levels
) }}
