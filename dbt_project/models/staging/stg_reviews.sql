{{ judge('reviews', ['base_shop__reviews']) }}
