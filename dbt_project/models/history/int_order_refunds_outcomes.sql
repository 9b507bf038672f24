{{ row_outcomes('order_refunds') }}
