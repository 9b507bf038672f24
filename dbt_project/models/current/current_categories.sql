{{ current_rows('categories') }}
