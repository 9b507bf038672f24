"""How those alike a list on a past date behaved afterwards, beside users drawn by chance and of one RFM segment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa

from ml_assets.columns import read_ids, require_columns
from ml_assets.evaluation.evaluation import INSUFFICIENT, Evaluation, Figure
from ml_assets.evaluation.figures import mean_of
from ml_assets.evaluation.table import as_quality
from ml_assets.look_alikes.nearest import FEWEST_MEMBERS, find_nearest, read_crowd
from ml_assets.propensity.chance import FEWEST_OF_A_KIND

HORIZON_DAYS = 90
BETTER, NOT_BETTER = "better_than_naive", "not_better_than_naive"
RANDOM, SAME_SEGMENT = "users drawn by chance", "users of the list's RFM segment"
JOINED, ORDERED = "joined_share", "ordered_share"


@dataclass(frozen=True)
class Verdict:
    """quality: MODEL_QUALITY, four rows a list; statuses: what the look-alikes of each list are worth."""

    quality: pa.Table
    statuses: dict[str, str]


def evaluate_look_alikes(
    users: pa.Table,
    members: pa.Table,
    later: pa.Table,
    lists: Sequence[str],
    attributes: Sequence[str],
    as_of_date: date,
    *,
    most: int = 500,
    most_compared: int = 10_000,
    seed: int = 0,
) -> Verdict:
    """Find the look-alikes of a past date and count who of them joined the list, or ordered, in the 90 days after.

    users: user_id, attributes, rfm_segment (null without an order) and ordered_within_90_days as of `as_of_date`;
    members, later: list and user_id, of that date and of 90 days later. Of each list at most a tenth of those
    who were not on it count as alike. Raises ValueError on wrong columns.
    """
    require_columns(users, ["rfm_segment", "ordered_within_90_days"], "users")
    crowd, users = read_crowd(users, attributes), users.sort_by("user_id")
    segments = np.array(users["rfm_segment"].to_pylist(), dtype=object)
    ordered = np.array(users["ordered_within_90_days"].to_pylist(), dtype=bool)
    rows, statuses = [], {}
    for name in lists:
        is_member = crowd.find(list_members(members, name))
        joined = crowd.find(list_members(later, name))[~is_member]
        evaluation = Evaluation(
            f"look_alikes_{name}", as_of_date, HORIZON_DAYS, crowd.user_ids[~is_member].astype(str), seed
        )
        nearest = find_nearest(crowd, is_member, min(most, len(joined) // 10), most_compared, seed)
        if not len(nearest.users) or joined.sum() < FEWEST_OF_A_KIND:
            note = (
                f"{is_member.sum()} users were on the list and {joined.sum()} joined it: at least {FEWEST_MEMBERS} and"
                f" {FEWEST_OF_A_KIND} are needed, and an attribute that is kept."
            )
            rows.append(evaluation.give_up(JOINED, note))
            statuses[name] = INSUFFICIENT
            continue
        others = np.flatnonzero(~is_member)
        in_segment = segments[~is_member] == _commonest(segments[is_member])
        # Beside a segment as many are taken as it has: the first of a long list are better than all of it.
        sizes = {RANDOM: len(nearest.users), SAME_SEGMENT: in_segment.sum() or len(nearest.users)}
        chosen = {RANDOM: np.ones(len(others), bool), SAME_SEGMENT: in_segment}
        for metric, happened in ((JOINED, joined), (ORDERED, ordered[~is_member])):
            for naive_model, size in sizes.items():
                alike = np.isin(others, nearest.users[:size])
                rows.append(
                    evaluation.measure(
                        metric,
                        _share_of(happened, alike),
                        naive_model,
                        _share_of(happened, chosen[naive_model]),
                        note=f"Of the {alike.sum():,} most alike, beside {chosen[naive_model].sum():,}.",
                    )
                )
        # Where nobody else is of that segment there is nothing to be better than.
        compared = [row for row in rows[-4:] if row["metric"] == JOINED and row["naive_value"] is not None]
        statuses[name] = BETTER if all(row["is_better_than_naive"] for row in compared) else NOT_BETTER
    return Verdict(as_quality(rows), statuses)


def list_members(members: pa.Table, name: str) -> np.ndarray:
    """Return the ids of the users on a list. members: list, user_id."""
    lists, users = read_ids(members, "list", "members"), read_ids(members, "user_id", "members")
    names = np.array(lists.to_pylist(), dtype=object)
    return np.array(users.to_pylist(), dtype=object)[names == name]


def _share_of(happened: np.ndarray, chosen: np.ndarray) -> Figure:
    return mean_of(np.where(chosen, happened, np.nan))


def _commonest(segments: np.ndarray) -> str | None:
    """Return the value that most have, the first in order of equal ones; None where none has one."""
    values, counts = np.unique([value for value in segments if value is not None], return_counts=True)
    return values[counts.argmax()] if len(values) else None
