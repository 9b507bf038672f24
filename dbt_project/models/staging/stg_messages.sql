{{ judge('messages') }}
