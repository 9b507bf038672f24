{{ row_outcomes('consents') }}
