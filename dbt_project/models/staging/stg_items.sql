{{ judge('items', [
    'base_shop__items',
    'base_online_retail__items',
    'base_taobao__items',
    'base_rees46__items',
]) }}
