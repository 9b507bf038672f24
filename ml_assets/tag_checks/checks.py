"""Whether users with a tag do something later more or less often than users without it."""

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
from scipy.stats import chi2_contingency, false_discovery_control

from ml_assets.columns import read_ids, read_numbers, require_columns, round_shares, significant
from ml_assets.fisher import fisher_p_values
from ml_assets.tag_checks.table import DIFFERS, INSUFFICIENT, NOT_SHOWN, TAG_CHECKS

SURE_Q_VALUE = 0.05
FEWEST_USERS = 30


@dataclass
class Compared:
    """Of one tag: how many users there are and did it, of each value of the tag, and of those without it."""

    first: dict[str, object]
    values: list[tuple[int, int]] = field(default_factory=list)
    others: tuple[int, int] = (0, 0)

    @property
    def tagged(self) -> tuple[int, int]:
        return sum(users for users, _ in self.values), sum(did for _, did in self.values)

    def find_p_value(self) -> float | None:
        """Return the chance of such a difference by luck; None where too few can be compared."""
        (tagged, _), (others, _) = self.tagged, self.others
        if min(tagged, others) >= FEWEST_USERS:
            return compare_two(self.tagged, self.others)
        large = [value for value in self.values if value[0] >= FEWEST_USERS]
        return compare_values(large) if others < FEWEST_USERS and len(large) > 1 else None


def check_tags(outcomes: pa.Table) -> pa.Table:
    """Return a row a tag, in alphabetic order, as TAG_CHECKS.

    outcomes: one row for each tag and value, and one for the users without the tag: tag, outcome and among (text),
    is_tagged (null where there are no users), user_count, did_count (those of them who did it), checked_date.
    Raises ValueError on wrong columns.
    """
    tags = _read_tags(outcomes)
    tested = {tag: p_value for tag, found in tags.items() if (p_value := found.find_p_value()) is not None}
    p_values = np.array(list(tested.values()), dtype=float)
    q_values = false_discovery_control(p_values) if tested else p_values
    q_by_tag = dict(zip(tested, significant(q_values), strict=True))
    rows = [_describe(tag, found, tested.get(tag), q_by_tag.get(tag)) for tag, found in sorted(tags.items())]
    return pa.Table.from_pylist(rows, TAG_CHECKS)


def compare_two(tagged: tuple[int, int], others: tuple[int, int]) -> float:
    """Return Fisher's p-value, both sides: twice the smaller one. Each is how many there are, and how many did it."""
    total, did = tagged[0] + others[0], tagged[1] + others[1]
    more = _fisher(tagged[0], did, tagged[1], total)
    fewer = _fisher(tagged[0], total - did, tagged[0] - tagged[1], total)
    return min(1.0, 2 * min(more, fewer))


def compare_values(values: list[tuple[int, int]]) -> float:
    """Return the p-value of chi-squared between values; 1 where all did it, or nobody."""
    counts = np.array([(did, users - did) for users, did in values])
    return float(chi2_contingency(counts).pvalue) if counts.sum(axis=0).all() else 1.0


def _fisher(left: int, right: int, both: int, total: int) -> float:
    return float(fisher_p_values(*(np.array([count], dtype=np.int64) for count in (left, right, both)), total)[0])


def _read_tags(outcomes: pa.Table) -> dict[str, Compared]:
    names = read_ids(outcomes, "tag", "outcomes").to_pylist()
    counts = [read_numbers(outcomes, name, "outcomes").astype(int).tolist() for name in ("user_count", "did_count")]
    words = [read_ids(outcomes, name, "outcomes").to_pylist() for name in ("outcome", "among")]
    require_columns(outcomes, ["is_tagged", "checked_date"], "outcomes")
    tags: dict[str, Compared] = {}
    for tag, users, did, outcome, among, is_tagged, day in zip(
        names, *counts, *words, outcomes["is_tagged"].to_pylist(), outcomes["checked_date"].to_pylist(), strict=True
    ):
        found = tags.setdefault(tag, Compared({"outcome": outcome, "among": among, "checked_date": day}))
        if is_tagged:
            found.values.append((users, did))
        elif is_tagged is not None:
            found.others = (users, did)
    return tags


def _describe(tag: str, found: Compared, p_value: float | None, q_value: float | None) -> dict[str, object]:
    (tagged, tagged_did), (others, others_did) = found.tagged, found.others
    row = found.first | {"tag": tag, "tagged_user_count": tagged, "other_user_count": others}
    row["tagged_share"] = float(round_shares(np.array(tagged_did / tagged))) if tagged else None
    row["other_share"] = float(round_shares(np.array(others_did / others))) if others else None
    if p_value is None:
        reason = f"{tagged:,} users with the tag and {others:,} without it: {FEWEST_USERS} of each are needed."
        return row | {"status": INSUFFICIENT, "reason": reason}
    did = str(found.first["outcome"]).replace("_", " ").capitalize()
    reason = f"{did}: {tagged_did / tagged:.0%} of {tagged:,} users with the tag".replace("%", " %")
    if others >= FEWEST_USERS:
        reason += f", {100 * others_did / others:.0f} % of {others:,} without it."
    else:
        reason += "; its values are compared."
    status = DIFFERS if q_value < SURE_Q_VALUE else NOT_SHOWN
    return row | {"p_value": _round(p_value), "q_value": float(q_value), "status": status, "reason": reason}


def _round(p_value: float) -> float:
    return float(significant(np.array([p_value]))[0])
