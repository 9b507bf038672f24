{{ judge('items') }}
