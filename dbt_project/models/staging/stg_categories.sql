{{ validate('categories') }}
