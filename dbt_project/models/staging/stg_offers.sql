{{ validate('offers') }}
