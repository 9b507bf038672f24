{{ judge('messages', ['base_shop__messages']) }}
