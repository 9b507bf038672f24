{{ row_outcomes('offers') }}
