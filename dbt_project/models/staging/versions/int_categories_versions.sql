{{ accepted_versions('categories') }}
