-- An item has no name in this source; its seller is the one in the order lines that landed with it.
{% set products %}(
    select
        products.loaded_on,
        products._file,
        products._row,
        products._fault,
        products.product_id,
        products.product_category_name,
        sellers.seller_id,
        nullif(concat_ws(',', products._absent, case when sellers.seller_id is null then ',seller_id,' end), '') as _absent
    from {{ source_table('olist', 'olist_products_dataset') }} as products
    left join (
        select
            loaded_on,
            product_id,
            max(seller_id) as seller_id
        from {{ source_table('olist', 'olist_order_items_dataset') }}
        where _fault is null
        group by loaded_on, product_id
    ) as sellers
        on products.loaded_on = sellers.loaded_on and products.product_id = sellers.product_id
){% endset %}
{{ map_to_contract(
    'olist', 'olist_products_dataset', 'items',
    {'item_id': 'product_id', 'category_id': 'product_category_name', 'seller_id': 'seller_id'},
    relation=products
) }}
