"""The rows of both tables of some users, put together list by list."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ml_assets.recommendations.evaluate import LISTS
from ml_assets.recommendations.known import Known
from ml_assets.recommendations.policies import REFUSALS, Chosen
from ml_assets.recommendations.reasons import Reasons, give_new, join_reasons
from ml_assets.recommendations.table import REFUSED_RECOMMENDATIONS, USER_RECOMMENDATIONS

VALID_DAYS = 7
NEW_ITEM = "new_item"


@dataclass(frozen=True)
class Rated:
    """Users and items (places) with their scores, and the method that chose each."""

    user: np.ndarray
    item: np.ndarray
    score: np.ndarray
    method: pa.Array


@dataclass
class ListRows:
    """Rows of the two tables as they come, list by list; places: users, lists by name and ranks or items, by which they
    are sorted in the end."""

    known: Known
    as_of_date: date
    names: Mapping[str, str]
    lists: list[pa.Table] = field(default_factory=list)
    refused: list[pa.Table] = field(default_factory=list)
    places: dict[str, list[np.ndarray]] = field(default_factory=lambda: {"lists": [], "refused": []})

    def add(
        self, name: str, rated: Rated, chosen: Chosen, reasons: Reasons, valid_until: np.ndarray | None = None
    ) -> None:
        """Add one list of some users. reasons, valid_until (days since 1970): one a chosen row."""
        rows, known = chosen.rows, self.known
        item = rated.item[rows]
        share, rest = (np.flatnonzero(chosen.is_share == is_share) for is_share in (True, False))
        reasons = join_reasons([(rest, reasons.take(rest)), (share, give_new(known, item[share]))])
        until = np.full(len(rows), known.day + VALID_DAYS) if valid_until is None else valid_until
        made = {
            "rank": chosen.rank,
            "method": pc.if_else(pa.array(chosen.is_share), NEW_ITEM, rated.method.take(pa.array(rows))),
            "reason": reasons.words,
            "evidence": reasons.evidence,
            "is_new_item": known.items.is_new[item],
            "valid_until": pa.array(until.astype("datetime64[D]")),
        }
        self.lists.append(self._make(USER_RECOMMENDATIONS, name, rated, rows, made))
        self.places["lists"].append(self._place(name, rated.user[rows], chosen.rank))
        rows = chosen.refused_rows
        made = {
            "method": rated.method.take(pa.array(rows)),
            "refused_reason": pa.array(REFUSALS).take(pa.array(chosen.refusals)),
        }
        self.refused.append(self._make(REFUSED_RECOMMENDATIONS, name, rated, rows, made))
        self.places["refused"].append(self._place(name, rated.user[rows], rated.item[rows]))

    def sort(self) -> tuple[pa.Table, pa.Table]:
        """Return all rows of USER_RECOMMENDATIONS by user, list and rank, of REFUSED_RECOMMENDATIONS by user, list and
        item."""
        lists, refused = (
            pa.concat_tables(tables).take(pa.array(np.lexsort(np.concatenate(self.places[which], axis=1)[::-1])))
            for which, tables in (("lists", self.lists), ("refused", self.refused))
        )
        return lists, refused

    @staticmethod
    def _place(name: str, user: np.ndarray, last: np.ndarray) -> np.ndarray:
        return np.stack([user, np.full(len(user), sorted(LISTS).index(name)), last])

    def _make(self, shape: pa.Schema, name: str, rated: Rated, rows: np.ndarray, made: dict[str, object]) -> pa.Table:
        history = self.known.history
        columns = made | {
            "user_id": pa.array(history.user_ids[rated.user[rows]], pa.string()),
            "list": pa.repeat(name, len(rows)),
            "item_id": pa.array(history.item_ids[rated.item[rows]], pa.string()),
            "score": np.round(rated.score[rows].astype(float), 6) + 0.0,
            "as_of_date": pa.repeat(pa.scalar(self.as_of_date, pa.date32()), len(rows)),
        }
        return pa.table([pa.array(columns[f.name]).cast(f.type) for f in shape], schema=shape)
