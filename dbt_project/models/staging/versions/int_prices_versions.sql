{{ accepted_versions('prices') }}
