"""Cluster summaries: one row per cluster: who they are, the rule that recognizes them, whom they resemble."""

from collections.abc import Mapping

import numpy as np
import pyarrow as pa

from ml_assets.clusters.members import align_members
from ml_assets.clusters.profiles import HIGH, LOW
from ml_assets.clusters.rules import ClusterRule
from ml_assets.clusters.table import CLUSTER_SUMMARIES
from ml_assets.clusters.words import find_words, format_value
from ml_assets.columns import read_numbers, require_columns, round_shares

MOST_ATTRIBUTES_NAMED = 3


def cluster_summaries(
    profiles: pa.Table,
    attributes: pa.Table,
    assigned: pa.Table,
    rules: Mapping[str, ClusterRule],
    *,
    amount_column: str = "net_amount",
) -> pa.Table:
    """Return CLUSTER_SUMMARIES in the order of cluster ids.

    profiles: CLUSTER_PROFILES of these users; attributes: user_id and numeric columns; assigned:
    USER_CLUSTERS; rules: as learned, perhaps on another day; their precision and recall are those of today's
    users. Raises ValueError on wrong columns, or where an assigned user has no attributes.
    """
    require_columns(profiles, ["cluster_id", "attribute"], "profiles")
    attributes, cluster_ids = align_members(attributes, assigned)
    amounts = read_numbers(attributes, amount_column, "attributes")
    rows_by_cluster: dict[str, list[dict]] = {}
    for row in profiles.to_pylist():
        rows_by_cluster.setdefault(row["cluster_id"], []).append(row)
    summaries = []
    for cluster_id, rows in rows_by_cluster.items():
        members = cluster_ids == cluster_id
        first = rows[0]
        total, part = np.nansum(np.sort(amounts)), np.nansum(np.sort(amounts[members]))
        revenue_share = float(round_shares(part / total)) if total > 0 else None
        summaries.append(
            {
                "cluster_id": cluster_id,
                "sentence": _describe_cluster(first["user_share"], revenue_share, rows),
                "user_count": first["user_count"],
                "user_share": first["user_share"],
                "revenue_share": revenue_share,
                **_evaluate_rule(rules.get(cluster_id), attributes, members),
                "resembles_cluster_id": first["resembles_cluster_id"],
                "resemblance": first["resemblance"],
            }
        )
    return pa.Table.from_pylist(summaries, CLUSTER_SUMMARIES)


def _evaluate_rule(rule: ClusterRule | None, attributes: pa.Table, members: np.ndarray) -> dict[str, object]:
    if rule is None or not rule.paths:
        return {}
    held = rule.hold(attributes)
    both = int((held & members).sum())
    return {
        "rule": rule.text,
        "rule_precision": float(round_shares(both / held.sum())) if held.any() else None,
        "rule_recall": float(round_shares(both / members.sum())),
    }


def _describe_cluster(user_share: float, revenue_share: float | None, rows: list[dict]) -> str:
    size = f"{user_share:.0%} of the buyers"
    if revenue_share is not None:
        size += f" with {revenue_share:.0%} of the revenue"
    apart = [row for row in rows if row["percentile_share"] is not None and not LOW <= row["percentile_share"] <= HIGH]
    strongest = sorted(apart, key=lambda row: (-abs(row["percentile_share"] - 0.5), row["attribute"]))[
        :MOST_ATTRIBUTES_NAMED
    ]
    descriptions = [_describe_attribute(row) for row in strongest]
    return f"{size}: {'; '.join(descriptions) or 'much like everyone'}."


def _describe_attribute(row: dict) -> str:
    words = find_words(row["attribute"])
    level = words.high if row["percentile_share"] > HIGH else words.low
    inside, overall = format_value(row["attribute"], row["mean"]), format_value(row["attribute"], row["overall_mean"])
    return f"{level} ({words.noun}: {inside} on average, all buyers {overall})"
