-- Asked the shop about an item in the last 14 days and did not buy it.
{{ open_items('consult_count', 14) }}
