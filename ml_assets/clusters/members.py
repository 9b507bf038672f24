"""Who is in which cluster: attributes and clusters of the same users, side by side; and clusters of two fits."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ml_assets.columns import read_ids


def align_members(attributes: pa.Table, assigned: pa.Table) -> tuple[pa.Table, np.ndarray]:
    """Return the attributes of the assigned users, sorted by user_id which comes first, and the cluster id of
    each row.

    attributes: user_id and other columns; assigned: USER_CLUSTERS. Users without a cluster are left out.
    Raises ValueError on wrong columns, or where an assigned user has no attributes.
    """
    users, members = read_ids(attributes, "user_id", "attributes"), read_ids(assigned, "user_id", "assigned")
    cluster_ids = read_ids(assigned, "cluster_id", "assigned")
    order = pc.sort_indices(members)
    rows = pc.index_in(members.take(order), users.combine_chunks())
    if rows.null_count:
        raise ValueError(f"{rows.null_count} assigned users have no attributes: pass the table they were assigned from")
    names = ["user_id", *(name for name in attributes.column_names if name != "user_id")]
    return attributes.select(names).take(rows), cluster_ids.take(order).to_numpy()


def list_clusters(cluster_ids: np.ndarray) -> list[str]:
    """Return the distinct ids in the order of their numbers: 2 before 10."""
    return sorted(set(cluster_ids), key=lambda text: (len(text), text))


def find_resemblances(assigned: pa.Table, former: pa.Table) -> dict[str, tuple[str, float]]:
    """Return for each cluster of `assigned` the one of `former` that it resembles most, with their Jaccard
    overlap (0 to 1): users in both / users in either.

    assigned, former: USER_CLUSTERS of the same users by two fits; users of one of them only are not looked
    at. The lower id wins ties. Without any user in both there is no resemblance.
    """
    users, others = read_ids(assigned, "user_id", "assigned"), read_ids(former, "user_id", "former")
    rows = pc.index_in(users, others.combine_chunks())
    is_known = rows.is_valid().to_numpy()
    now = read_ids(assigned, "cluster_id", "assigned").to_numpy()[is_known]
    before = read_ids(former, "cluster_id", "former").take(rows.drop_null()).to_numpy()
    found = {}
    for cluster_id in list_clusters(now):
        overlaps = []
        for other in list_clusters(before):
            both = ((now == cluster_id) & (before == other)).sum()
            either = ((now == cluster_id) | (before == other)).sum()
            overlaps.append((other, round(float(both / either), 6)))
        found[cluster_id] = max(overlaps, key=lambda overlap: overlap[1])
    return found
