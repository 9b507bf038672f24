{{ current_rows('messages') }}
