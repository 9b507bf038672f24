{{ accepted_versions('order_refunds') }}
