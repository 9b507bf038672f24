{{ validate('events') }}
