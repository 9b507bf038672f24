{{ validate('items') }}
