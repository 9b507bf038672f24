"""Cluster profiles: how each cluster of users differs from everyone, in figures and in words."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ml_assets.columns import column, read_ids, read_numbers, round_shares

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
    ]
)

# What a low and a high value is called. An attribute that is not listed is "low <name>" or "high <name>".
WORDS = {
    "order_count": ("few orders", "many orders"),
    "unit_count": ("few units", "many units"),
    "net_amount": ("low amounts", "high amounts"),
    "gross_amount": ("low gross amounts", "high gross amounts"),
    "return_amount": ("few returns", "many returns"),
    "mean_order_amount": ("small baskets", "large baskets"),
    "recency_days": ("bought lately", "bought long ago"),
    "tenure_days": ("new", "long known"),
    "active_day_count": ("rarely active", "often active"),
    "session_count": ("few visits", "many visits"),
    "view_count": ("views little", "views much"),
    "discount_share": ("rarely on discount", "mostly on discount"),
    "price_percentile": ("buys the cheap end", "buys the dear end"),
}
LOW, HIGH = 1 / 3, 2 / 3
MOST_WORDS = 4


def cluster_profiles(attributes: pa.Table, assigned: pa.Table) -> pa.Table:
    """Return CLUSTER_PROFILES: one row for each cluster and attribute, in the order of cluster ids and
    columns.

    attributes: user_id and numeric columns; assigned: USER_CLUSTERS. Users without a cluster are left out, of
    the overall figures too. Attributes that are known of nobody in a cluster have empty figures there.

    An attribute is low where the cluster's median is above less than a third of all users, high where above
    more than two thirds; the description names the four that stand out most.

    Raises ValueError on wrong columns, or where an assigned user has no attributes.
    """
    users = read_ids(attributes, "user_id", "attributes")
    names = [name for name in attributes.column_names if name != "user_id"]
    rows = pc.index_in(read_ids(assigned, "user_id", "assigned"), users.combine_chunks())
    if rows.null_count:
        raise ValueError(f"{rows.null_count} assigned users have no attributes: pass the table they were assigned from")
    cluster_ids = read_ids(assigned, "cluster_id", "assigned").to_numpy()
    columns = {name: read_numbers(attributes, name, "attributes")[rows.to_numpy()] for name in names}
    profiles = []
    for cluster_id in sorted(set(cluster_ids), key=lambda text: (len(text), text)):
        members = cluster_ids == cluster_id
        figures = [{"attribute": name, **_compare(values, members)} for name, values in columns.items()]
        shared = {
            "cluster_id": cluster_id,
            "user_count": int(members.sum()),
            "user_share": float(round_shares(members.mean())),
            "description": _describe({row["attribute"]: row.get("percentile_share") for row in figures}),
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
    said = [_word(name, is_high=share > HIGH) for name, share in apart.items() if name in clearest]
    return ", ".join(said) or "much like everyone"


def _word(name: str, *, is_high: bool) -> str:
    plain = name.replace("_", " ")
    return WORDS.get(name, (f"low {plain}", f"high {plain}"))[is_high]
