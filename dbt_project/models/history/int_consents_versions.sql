{{ accepted_versions('consents') }}
