-- Put an item into the cart in the last 14 days, did not take it out and did not buy it.
{{ open_items('cart_count', 14, undone='remove_from_cart_count') }}
