{{ validate('identities') }}
