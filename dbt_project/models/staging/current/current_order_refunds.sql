{{ current_rows('order_refunds') }}
