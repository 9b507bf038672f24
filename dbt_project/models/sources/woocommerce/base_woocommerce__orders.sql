{{ map_to_contract(
    'woocommerce', 'orders', 'orders',
    {
        'order_id': 'number',
        'user_id': 'customer_id',
        'ordered_at': "date_created_gmt || 'Z'",
        'updated_at': "date_modified_gmt || 'Z'",
        'status': 'status',
        'channel': 'created_via',
        'region': json_value('billing', 'country'),
        'coupon_code': 'case when coupon_lines is not null then coupon_code end',
        'discount_amount': 'coalesce(cast(discount_amount as string), discount_total)',
        'shipping_amount': 'coalesce(cast(shipping_and_fee_amount as string), shipping_total)',
        'tax_amount': 'total_tax',
        'refund_amount': 'case when refunds is not null then goods_refund_amount end',
        'currency': 'currency',
        'email_hash': json_value('billing', 'email'),
        'phone_hash': json_value('billing', 'phone'),
    },
    relation=ref('woocommerce_orders')
) }}
union all
{{ map_to_contract(
    'woocommerce', 'order_rows', 'orders',
    {
        'order_id': 'order_number',
        'user_id': 'customer_user_id',
        'ordered_at': 'order_date',
        'updated_at': 'modification_date',
        'status': 'order_status',
        'region': 'country',
        'coupon_code': 'coupon_code',
        'discount_amount': 'discount',
        'shipping_amount': 'shipping',
        'tax_amount': 'tax',
        'refund_amount': 'coalesce(cast(goods_refund_amount as string), refund)',
        'currency': 'currency',
        'email_hash': 'email',
        'phone_hash': 'phone',
    },
    relation=ref('woocommerce_row_orders'),
    is_landing_row=false
) }}
