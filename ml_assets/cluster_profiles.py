"""Cluster profiles: how each cluster of users differs from everyone, in figures and in words."""

from collections.abc import Mapping

import numpy as np
import pyarrow as pa

from ml_assets.attribute_words import find_words
from ml_assets.cluster_members import align_members, list_clusters
from ml_assets.columns import column, read_numbers, round_shares

CLUSTER_PROFILES = pa.schema(
    [
        column(
            "cluster_id",
            pa.string(),
            "The cluster; 1 has the highest mean net amount. One row an attribute of it.",
        ),
        column("attribute", pa.string(), "The attribute of users (a column of user_facts)."),
        column("user_count", pa.int64(), "Users in the cluster."),
        column("user_share", pa.float64(), "user_count among all users with a cluster."),
        column(
            "mean",
            pa.float64(),
            "Mean of the attribute in the cluster, unknown values left out.",
            nullable=True,
        ),
        column("median", pa.float64(), "Median of the attribute in the cluster.", nullable=True),
        column("overall_mean", pa.float64(), "Mean over all users with a cluster.", nullable=True),
        column(
            "lift",
            pa.float64(),
            "mean / overall_mean; empty where overall_mean is not above 0.",
            nullable=True,
        ),
        column(
            "percentile_share",
            pa.float64(),
            "Share of all users whose value is below the cluster's median, equal ones counted half.",
            nullable=True,
        ),
        column("description", pa.string(), "The cluster in plain words; the same on each of its rows."),
        column(
            "resembles_cluster_id",
            pa.string(),
            "The cluster of the fit a month before that resembles this one most; the same on each of its rows.",
            nullable=True,
        ),
        column(
            "resemblance",
            pa.float64(),
            "Jaccard overlap with it (0 to 1): of the users whom either fit puts there, those whom both do.",
            nullable=True,
        ),
    ]
)

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
    said = [
        find_words(name).high if share > HIGH else find_words(name).low
        for name, share in apart.items()
        if name in clearest
    ]
    return ", ".join(said) or "much like everyone"
