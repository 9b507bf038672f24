{{ row_outcomes('items') }}
