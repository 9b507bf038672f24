{{ row_outcomes('order_lines') }}
