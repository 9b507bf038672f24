{{ validate('prices') }}
