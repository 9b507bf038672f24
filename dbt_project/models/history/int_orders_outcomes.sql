{{ row_outcomes('orders') }}
