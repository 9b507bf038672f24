{{ accepted_versions('exchange_rates') }}
