{{ current_rows('offers') }}
