{{ accepted_versions('stock_levels') }}
