{{ current_rows('reviews') }}
