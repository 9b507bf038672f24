{{ judge('order_lines') }}
