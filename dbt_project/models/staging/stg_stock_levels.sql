{{ judge('stock_levels', ['base_shop__stock_levels']) }}
