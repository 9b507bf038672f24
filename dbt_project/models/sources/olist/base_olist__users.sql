{{ map_to_contract('olist', 'olist_customers_dataset', 'users', {
    'user_id': 'customer_unique_id',
    'city': 'customer_city',
}) }}
