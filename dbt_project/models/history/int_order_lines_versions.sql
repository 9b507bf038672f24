{{ accepted_versions('order_lines') }}
