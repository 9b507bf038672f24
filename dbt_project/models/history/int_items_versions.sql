{{ accepted_versions('items') }}
