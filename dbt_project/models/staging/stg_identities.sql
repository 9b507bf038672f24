{{ judge('identities') }}
