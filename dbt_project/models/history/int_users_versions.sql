{{ accepted_versions('users') }}
