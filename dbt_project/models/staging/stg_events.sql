{{ judge('events', [
    'base_shop__events',
    'base_taobao__events',
    'base_rees46__events',
]) }}
