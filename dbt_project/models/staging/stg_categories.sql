{{ judge('categories') }}
