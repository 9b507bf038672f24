{{ judge('exchange_rates') }}
