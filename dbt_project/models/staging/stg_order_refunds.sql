{{ validate('order_refunds') }}
