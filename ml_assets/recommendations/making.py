"""The lists of some users: what they are made of is known of all, and nothing of other users is held meanwhile."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa

from ml_assets.recommendations.evaluate import LENGTH, LISTS
from ml_assets.recommendations.history import History
from ml_assets.recommendations.items import Items
from ml_assets.recommendations.known import Known
from ml_assets.recommendations.newcomers import Newcomers
from ml_assets.recommendations.policies import Shelf, choose_rows
from ml_assets.recommendations.ranker import Batch, Ranker, make_batch
from ml_assets.recommendations.reasons import add_intervals, give_reasons
from ml_assets.recommendations.rivals import AGAIN, DUE_UNTIL, RANKER, belongs, score_simply, usual_interval
from ml_assets.recommendations.rows import ListRows, Rated
from ml_assets.recommendations.words import FIRST_DAY


@dataclass(frozen=True)
class ListMaker:
    """history: of all users; items: what it says of items at as_of_date; winners: what is served in each list; names:
    item id -> what people call it."""

    history: History
    as_of_date: date
    items: Items
    ranker: Ranker | None
    winners: Mapping[str, str]
    shelf: Shelf
    newcomers: Newcomers
    names: Mapping[str, str]

    def make(self, users: np.ndarray) -> tuple[pa.Table, pa.Table]:
        """Return the rows of both tables of users (places, ascending)."""
        known = Known(self.history.of(users), (self.as_of_date - FIRST_DAY).days, self.items)
        rows = ListRows(known, self.as_of_date, self.names)
        self._add_buyers(rows, make_batch(known, np.flatnonzero(known.has_bought)))
        waiting = np.flatnonzero(~known.has_bought)
        self.newcomers.add(rows, self.shelf, users[waiting], waiting)
        return rows.sort()

    def _add_buyers(self, rows: ListRows, batch: Batch) -> None:
        known, found = rows.known, batch.found
        ranked = self.ranker.score(batch) if self.ranker else None
        for name in LISTS:
            method = self.winners[name]
            score = ranked if method == RANKER and ranked is not None else score_simply(batch, method)
            kept = np.flatnonzero(belongs(batch, name))
            rated = Rated(found.user[kept], found.item[kept], score[kept], pa.repeat(method, len(kept)))
            chosen = choose_rows(known, self.shelf, name, rated.user, rated.item, rated.score, LENGTH)
            user, item = rated.user[chosen.rows], rated.item[chosen.rows]
            reasons, until = give_reasons(known, user, item, self.names), None
            if name == AGAIN:
                usual = usual_interval(batch)[kept][chosen.rows]
                place = known.bought.find(user * known.item_count + item)
                until = np.floor(known.bought.last_day[place] + DUE_UNTIL * usual).astype(np.int64)
                reasons = add_intervals(reasons, usual, known.bought.day_count[place] == 1)
            rows.add(name, rated, chosen, reasons, until)
