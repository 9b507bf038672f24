"""The assets, by the way of the data: landing, lake, loads, warehouse, rules and clusters, published."""
