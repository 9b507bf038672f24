{{ validate('orders') }}
