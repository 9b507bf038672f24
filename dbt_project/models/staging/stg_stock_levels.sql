{{ validate('stock_levels') }}
