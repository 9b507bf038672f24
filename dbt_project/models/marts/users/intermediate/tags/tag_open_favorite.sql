-- Marked an item in the last 60 days, did not unmark it and did not buy it.
{{ open_items('favorite_count', 60, undone='unfavorite_count') }}
