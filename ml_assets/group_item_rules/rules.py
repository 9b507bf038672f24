"""Rules between user groups and items: what one group buys more often than all buyers do."""

import numpy as np
import pyarrow as pa
from scipy.stats import false_discovery_control

from ml_assets.columns import read_ids, read_numbers, round_shares, significant
from ml_assets.fisher import fisher_p_values
from ml_assets.group_item_rules.table import GROUP_ITEM_RULES


def group_item_rules(buyers: pa.Table, groups: pa.Table) -> pa.Table:
    """Return a row for each group and item, the pairs that nobody bought included, as GROUP_ITEM_RULES.

    buyers: one row for each item and group with a buyer (item_id, user_group: text, buyer_count: users, each once);
    groups: one row per group (user_group: text, user_count: its users with an order). Sorted by q_value, then lift
    (largest first), user_group, item_id.

    Raises ValueError on wrong columns, a pair or group given twice, a group unknown to `groups`, or counts that are no
    whole numbers of at least 1 or larger than their group.
    """
    group_ids, user_counts = _read_groups(groups)
    counts, item_ids = _read_buyers(buyers, group_ids)
    if not counts.size:
        return GROUP_ITEM_RULES.empty_table()
    too_many = np.argwhere(counts > user_counts[:, None])
    if len(too_many):
        group, item = too_many[0]
        raise ValueError(
            f"buyers.buyer_count of item {item_ids[item]} in group {group_ids[group]} is {counts[group, item]}, "
            f"above the group's {user_counts[group]} users"
        )
    group, item = (axis.ravel() for axis in np.indices(counts.shape))
    both, left, right, users = counts.ravel(), user_counts[group], counts.sum(axis=0)[item], int(user_counts.sum())
    p_values = fisher_p_values(left, right, both, users)
    q_values = significant(false_discovery_control(p_values, method="bh"))
    lift = round_shares(both * users / (left * right))
    order = np.lexsort((item, group, -lift, q_values))
    group, item, both, left, right = (values[order] for values in (group, item, both, left, right))
    return pa.table(
        {
            "user_group": pa.array(group_ids).take(pa.array(group)),
            "item_id": pa.array(item_ids).take(pa.array(item)),
            "group_buyer_count": both,
            "buyer_count": right,
            "group_user_count": left,
            "user_count": np.full(len(order), users),
            "group_share": round_shares(both / left),
            "overall_share": round_shares(right / users),
            "lift": lift[order],
            "p_value": significant(p_values[order]),
            "q_value": q_values[order],
        },
        schema=GROUP_ITEM_RULES,
    )


def _read_groups(groups: pa.Table) -> tuple[list[str], np.ndarray]:
    """Return the groups in alphabetic order, and their users."""
    sizes = dict(
        zip(_read_text(groups, "user_group", "groups"), _read_counts(groups, "user_count", "groups"), strict=True)
    )
    if len(sizes) < groups.num_rows:
        raise ValueError("groups.user_group names a group twice: give one row per group")
    names = sorted(sizes)
    return names, np.array([sizes[name] for name in names], dtype=np.int64)


def _read_buyers(buyers: pa.Table, group_ids: list[str]) -> tuple[np.ndarray, list[str]]:
    """Return the buyers, a row a group and a column an item, and the items in alphabetic order."""
    items, groups = (np.array(_read_text(buyers, name, "buyers"), object) for name in ("item_id", "user_group"))
    numbers = _read_counts(buyers, "buyer_count", "buyers")
    unknown = sorted(set(groups) - set(group_ids))
    if unknown:
        raise ValueError(f"buyers.user_group holds {unknown[0]}, which is not among the groups")
    item_ids, columns = np.unique(items, return_inverse=True)
    rows = np.searchsorted(np.array(group_ids, object), groups)
    counts = np.zeros((len(group_ids), len(item_ids)), dtype=np.int64)
    counts[rows, columns] = numbers
    if np.count_nonzero(counts) < len(numbers):
        raise ValueError("buyers holds an item and group twice: give one row for each")
    return counts, item_ids.tolist()


def _read_text(table: pa.Table, name: str, what: str) -> list[str]:
    return read_ids(table, name, what).to_pylist()


def _read_counts(table: pa.Table, name: str, what: str) -> np.ndarray:
    numbers = read_numbers(table, name, what)
    # What is unknown compares as false.
    wrong = np.flatnonzero(~((numbers >= 1) & (numbers == np.floor(numbers))))
    if len(wrong):
        raise ValueError(f"{what}.{name} must be whole numbers of at least 1, got {numbers[wrong[0]]:g}")
    return numbers.astype(np.int64)
