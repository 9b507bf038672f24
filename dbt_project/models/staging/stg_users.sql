{{ validate('users') }}
