{{ map_to_contract('shop', 'order_refunds', 'order_refunds', same_words('order_refunds')) }}
