"""The rows of both tables, put together list by list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pyarrow as pa

from ml_assets.recommendations.known import Known
from ml_assets.recommendations.policies import REFUSALS, Chosen
from ml_assets.recommendations.reasons import Reason, give_reasons, say_new
from ml_assets.recommendations.rivals import DUE_UNTIL
from ml_assets.recommendations.table import REFUSED_RECOMMENDATIONS, USER_RECOMMENDATIONS

VALID_DAYS = 7
NEW_ITEM = "new_item"


@dataclass(frozen=True)
class Rated:
    """Users and items (places) with their scores, and the method that chose each."""

    user: np.ndarray
    item: np.ndarray
    score: np.ndarray
    methods: Sequence[str]


@dataclass
class ListRows:
    """Rows of the two tables as they come, batch by batch."""

    known: Known
    as_of_date: date
    names: Mapping[str, str]
    lists: list[pa.Table] = field(default_factory=list)
    refused: list[pa.Table] = field(default_factory=list)

    def add(
        self,
        name: str,
        rated: Rated,
        chosen: Chosen,
        reasons: Sequence[Reason] | None = None,
        usual_days: np.ndarray | None = None,
    ) -> None:
        """Add one list of some users. reasons: one a row of `rated`, None to give each its own; usual_days: by row, for
        items that are due."""
        user, item, methods = rated.user, rated.item, rated.methods
        rows, known = chosen.rows, self.known
        given = (
            give_reasons(known, user[rows], item[rows], self.names) if reasons is None else [reasons[r] for r in rows]
        )
        method = [NEW_ITEM if share else methods[row] for row, share in zip(rows, chosen.is_share, strict=True)]
        given = [
            say_new(known, number) if share else reason
            for number, share, reason in zip(item[rows].tolist(), chosen.is_share, given, strict=True)
        ]
        until = np.full(len(rows), known.day + VALID_DAYS)
        if usual_days is not None:
            place = known.bought.find(user[rows] * known.item_count + item[rows])
            until = np.floor(known.bought.last_day[place] + DUE_UNTIL * usual_days[rows]).astype(np.int64)
            given = [
                _add_interval(reason, days, once)
                for reason, days, once in zip(
                    given, usual_days[rows].tolist(), known.bought.day_count[place] == 1, strict=True
                )
            ]
        made = {
            "rank": chosen.rank,
            "reason": [reason.words for reason in given],
            "evidence": [reason.evidence for reason in given],
            "is_new_item": known.is_new_item[item[rows]],
            "valid_until": pa.array(until.astype("datetime64[D]")),
        }
        self.lists.append(self._make(USER_RECOMMENDATIONS, name, rated, rows, method, made))
        rows = chosen.refused_rows
        method = [methods[row] for row in rows]
        made = {"refused_reason": [REFUSALS[number] for number in chosen.refusals]}
        self.refused.append(self._make(REFUSED_RECOMMENDATIONS, name, rated, rows, method, made))

    def _make(
        self, shape: pa.Schema, name: str, rated: Rated, rows: np.ndarray, method: list[str], made: dict[str, object]
    ) -> pa.Table:
        history = self.known.history
        common = {
            "user_id": pa.array(history.user_ids[rated.user[rows]], pa.string()),
            "list": [name] * len(rows),
            "item_id": pa.array(history.item_ids[rated.item[rows]], pa.string()),
            "score": np.round(rated.score[rows].astype(float), 6) + 0.0,
            "method": method,
            "as_of_date": [self.as_of_date] * len(rows),
        }
        columns = common | made
        return pa.table([pa.array(columns[f.name]).cast(f.type) for f in shape], schema=shape)


def _add_interval(reason: Reason, days: float, is_once: bool) -> Reason:
    """Say of an item bought once after how many days others buy it again."""
    if not is_once:
        return reason
    words = f"{reason.words}; who buys it again does so after about {round(days)} days"
    return Reason(words, f"{reason.evidence};item_usual_days={round(days)}")
