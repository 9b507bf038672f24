{{ accepted_versions('orders') }}
