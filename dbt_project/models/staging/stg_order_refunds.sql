{{ judge('order_refunds') }}
