{{ map_to_contract('shop', 'exchange_rates', 'exchange_rates', same_words('exchange_rates')) }}
