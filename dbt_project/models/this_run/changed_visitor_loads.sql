-- Load days of which visitors' stretches are new, changed or withdrawn.
{{ also_reads(['int_visitor_stretches']) }}
{{ changed_for(['user_days', 'sessions'], ['int_visitor_stretches']) }}
