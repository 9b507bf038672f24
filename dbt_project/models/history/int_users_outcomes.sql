{{ row_outcomes('users') }}
