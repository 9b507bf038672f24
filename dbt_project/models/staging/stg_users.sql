{{ judge('users', ['base_shop__users']) }}
