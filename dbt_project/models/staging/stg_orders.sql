{{ judge('orders') }}
