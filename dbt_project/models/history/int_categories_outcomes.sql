{{ row_outcomes('categories') }}
