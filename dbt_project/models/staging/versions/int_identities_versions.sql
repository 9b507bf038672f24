{{ accepted_versions('identities') }}
