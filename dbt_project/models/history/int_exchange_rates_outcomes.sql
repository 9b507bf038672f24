{{ row_outcomes('exchange_rates') }}
