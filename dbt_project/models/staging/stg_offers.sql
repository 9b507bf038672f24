{{ judge('offers') }}
