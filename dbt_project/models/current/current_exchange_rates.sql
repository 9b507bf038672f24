{{ current_rows('exchange_rates') }}
