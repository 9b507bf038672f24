{{ judge('order_lines', [
    'base_shop__order_lines',
    'base_online_retail__order_lines',
    'base_taobao__order_lines',
    'base_rees46__order_lines',
]) }}
