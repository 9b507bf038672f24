{{ validate('consents') }}
