{{ row_outcomes('messages') }}
