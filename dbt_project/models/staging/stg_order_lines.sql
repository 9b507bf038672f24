{{ validate('order_lines') }}
