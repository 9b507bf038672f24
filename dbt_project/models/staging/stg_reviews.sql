{{ validate('reviews') }}
