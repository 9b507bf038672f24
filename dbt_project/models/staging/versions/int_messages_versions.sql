{{ accepted_versions('messages') }}
