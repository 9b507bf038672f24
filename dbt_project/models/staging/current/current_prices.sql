{{ current_rows('prices') }}
