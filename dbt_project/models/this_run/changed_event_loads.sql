-- Load days of which deliveries of events are new, changed or withdrawn.
{{ also_reads(['int_event_deliveries']) }}
{{ changed_for(['int_event_repeats'], ['int_event_deliveries']) }}
