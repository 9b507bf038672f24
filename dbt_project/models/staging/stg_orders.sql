{{ judge('orders', [
    'base_shop__orders',
    'base_online_retail__orders',
    'base_taobao__orders',
    'base_rees46__orders',
]) }}
