{{ map_to_contract(
    'shopify', 'orders', 'orders',
    {
        'order_id': 'name',
        'ordered_at': 'created_at',
        'status': "case when cancelled_at is not null then 'cancelled' else financial_status end",
        'channel': 'source',
        'region': 'coalesce(shipping_country, billing_country)',
        'coupon_code': 'discount_code',
        'discount_amount': 'coalesce(cast(goods_discount_amount as string), discount_amount)',
        'shipping_amount': 'shipping',
        'tax_amount': 'taxes',
        'refund_amount': 'coalesce(cast(goods_refund_amount as string), refunded_amount)',
        'currency': 'currency',
        'email_hash': 'email',
        'phone_hash': 'phone',
    },
    relation=ref('shopify_orders'),
    is_landing_row=false
) }}
