{{ accepted_versions('reviews') }}
