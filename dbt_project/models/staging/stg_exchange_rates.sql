{{ validate('exchange_rates') }}
