{{ judge('prices', ['base_shop__prices']) }}
