{{ accepted_versions('offers') }}
