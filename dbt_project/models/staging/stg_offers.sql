{{ judge('offers', ['base_shop__offers']) }}
