{{ judge('stock_levels') }}
