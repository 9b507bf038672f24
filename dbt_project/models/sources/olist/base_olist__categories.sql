{{ map_to_contract('olist', 'product_category_name_translation', 'categories', {
    'category_id': 'product_category_name',
    'name': 'product_category_name_english',
}) }}
