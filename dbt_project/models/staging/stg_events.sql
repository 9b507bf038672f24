{{ judge('events') }}
