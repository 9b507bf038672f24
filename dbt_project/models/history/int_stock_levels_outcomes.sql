{{ row_outcomes('stock_levels') }}
