{{ current_rows('stock_levels') }}
