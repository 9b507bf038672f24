{{ current_rows('identities') }}
