{{ row_outcomes('reviews') }}
