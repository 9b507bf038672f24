"""Cluster profiles: how each cluster of users differs from everyone, in figures and in words."""

from collections.abc import Mapping

import numpy as np
import pyarrow as pa

from ml_assets.clusters.members import align_members, list_clusters
from ml_assets.clusters.table import CLUSTER_PROFILES
from ml_assets.clusters.words import find_words
from ml_assets.columns import read_numbers, round_shares

LOW, HIGH = 1 / 3, 2 / 3
MOST_WORDS = 4


def cluster_profiles(
    attributes: pa.Table, assigned: pa.Table, resemblances: Mapping[str, tuple[str, float]] | None = None
) -> pa.Table:
    """Return CLUSTER_PROFILES: one row for each cluster and attribute, in the order of cluster ids and
    columns.

    attributes: user_id and numeric columns; assigned: USER_CLUSTERS; resemblances: see find_resemblances.
    Users without a cluster are left out, of the overall figures too. Attributes that are known of nobody in a
    cluster have empty figures there.

    An attribute is low where the cluster's median is above less than a third of all users, high where above
    more than two thirds; the description names the four that stand out most.

    Raises ValueError on wrong columns, or where an assigned user has no attributes.
    """
    attributes, cluster_ids = align_members(attributes, assigned)
    columns = {name: read_numbers(attributes, name, "attributes") for name in attributes.column_names[1:]}
    profiles = []
    for cluster_id in list_clusters(cluster_ids):
        members = cluster_ids == cluster_id
        figures = [{"attribute": name, **_compare(values, members)} for name, values in columns.items()]
        resembled, resemblance = (resemblances or {}).get(cluster_id, (None, None))
        shared = {
            "cluster_id": cluster_id,
            "user_count": int(members.sum()),
            "user_share": float(round_shares(members.mean())),
            "description": _describe({row["attribute"]: row.get("percentile_share") for row in figures}),
            "resembles_cluster_id": resembled,
            "resemblance": resemblance,
        }
        profiles.extend(shared | row for row in figures)
    return pa.Table.from_pylist(profiles, CLUSTER_PROFILES)


def _compare(values: np.ndarray, members: np.ndarray) -> dict[str, float | None]:
    everyone = np.sort(values[~np.isnan(values)])
    inside = np.sort(values[members & ~np.isnan(values)])
    if not inside.size:
        return {"overall_mean": float(round_shares(everyone.mean())) if everyone.size else None}
    # Sorted first, so that sums do not depend on the order of rows.
    mean, median, overall_mean = inside.mean(), np.median(inside), everyone.mean()
    below = (np.searchsorted(everyone, median, "left") + np.searchsorted(everyone, median, "right")) / 2
    return {
        "mean": float(round_shares(mean)),
        "median": float(round_shares(median)),
        "overall_mean": float(round_shares(overall_mean)),
        "lift": float(round_shares(mean / overall_mean)) if overall_mean > 0 else None,
        "percentile_share": float(round_shares(below / everyone.size)),
    }


def _describe(percentiles: dict[str, float | None]) -> str:
    apart = {name: share for name, share in percentiles.items() if share is not None and not LOW <= share <= HIGH}
    clearest = sorted(apart, key=lambda name: (-abs(apart[name] - 0.5), name))[:MOST_WORDS]
    words = [
        find_words(name).high if share > HIGH else find_words(name).low
        for name, share in apart.items()
        if name in clearest
    ]
    return ", ".join(words) or "much like everyone"
