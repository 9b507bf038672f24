"""Clusters of users and of items: how many there are, who is in them, and what they are like in words.

Ten users with one small order and ten with nine large ones; cluster 1 has the highest mean amount.

>>> import pyarrow as pa
>>> from ml_assets.clusters.users import assign_user_clusters, fit_user_clusters
>>> attributes = pa.table({
...     "user_id": [f"u{number:02}" for number in range(20)],
...     "order_count": [1] * 10 + [9] * 10,
...     "net_amount": [*range(10, 20), *range(900, 910)],
... })
>>> model = fit_user_clusters(attributes, cluster_counts=[2])
>>> assign_user_clusters(model, attributes)["cluster_id"].value_counts().to_pylist()
[{'values': '2', 'counts': 10}, {'values': '1', 'counts': 10}]
"""
