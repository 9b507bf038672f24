{{ judge('categories', [
    'base_shop__categories',
    'base_rees46__categories',
]) }}
