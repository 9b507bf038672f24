{{ validate('messages') }}
