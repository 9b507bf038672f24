{{ map_to_contract(
    'shopify', 'customers', 'users',
    {
        'user_id': 'customer_id',
        'city': 'city',
        'email_hash': 'email',
        'phone_hash': 'phone',
        'consent_email': 'accepts_email',
        'consent_sms': 'accepts_sms',
    }
) }}
