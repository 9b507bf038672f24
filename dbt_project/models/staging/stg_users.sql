{{ judge('users') }}
