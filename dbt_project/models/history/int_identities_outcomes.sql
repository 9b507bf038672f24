{{ row_outcomes('identities') }}
