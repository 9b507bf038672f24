"""The lists of all users: judged on the past, made as of today, with reasons."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ml_assets.columns import require_columns
from ml_assets.evaluation.table import as_quality
from ml_assets.recommendations.evaluate import Verdict, give_up, judge
from ml_assets.recommendations.history import History, find_places, read_history
from ml_assets.recommendations.items import describe_items
from ml_assets.recommendations.making import ListMaker
from ml_assets.recommendations.newcomers import TRAITS, Newcomers
from ml_assets.recommendations.policies import Shelf
from ml_assets.recommendations.ranker import BATCH_USERS, Ranker, TooLittleDataError, make_examples
from ml_assets.recommendations.table import REFUSED_RECOMMENDATIONS, USER_RECOMMENDATIONS
from ml_assets.recommendations.words import FIRST_DAY

# Dates learned from, each as many days before the next as are predicted.
PAST_DATES = 3


@dataclass(frozen=True)
class Recommendations:
    """quality: MODEL_QUALITY; methods: what is served in each list; users: places of those who need lists."""

    quality: pa.Table
    methods: dict[str, str]
    maker: ListMaker
    users: np.ndarray

    def make_lists(self, batch_users: int = BATCH_USERS) -> Iterator[tuple[pa.Table, pa.Table]]:
        """Yield rows of USER_RECOMMENDATIONS and of REFUSED_RECOMMENDATIONS, some users at a time, by user, list, and
        rank or item: the same rows whatever the number of users, and no more of them in memory than of one batch."""
        for start in range(0, len(self.users), batch_users):
            yield self.maker.make(self.users[start : start + batch_users])

    @cached_property
    def lists(self) -> pa.Table:
        """All rows of USER_RECOMMENDATIONS, where memory has room for them."""
        return self._tables[0]

    @cached_property
    def refused(self) -> pa.Table:
        """All rows of REFUSED_RECOMMENDATIONS, where memory has room for them."""
        return self._tables[1]

    @cached_property
    def _tables(self) -> list[pa.Table]:
        empty = (USER_RECOMMENDATIONS.empty_table(), REFUSED_RECOMMENDATIONS.empty_table())
        return [pa.concat_tables(parts) for parts in zip(empty, *self.make_lists(), strict=True)]


def user_recommendations(
    purchases: pa.Table,
    interest: pa.Table,
    items: pa.Table,
    users: pa.Table,
    as_of_date: date,
    horizon_days: int = 30,
    item_names: Mapping[str, str] | None = None,
    category_names: Mapping[str, str] | None = None,
    seed: int = 0,
) -> Recommendations:
    """Return what makes up to 20 items a list for each of `users`, with what the lists would have been worth
    `horizon_days` ago.

    purchases, interest, items: see read_history; items also tells is_available and is_hidden (bool or null) of today;
    users: one row per user who needs lists: user_id, and category_id, channel, region (text or null).
    Rows of days after as_of_date are not read. Raises ValueError on wrong columns or horizon_days below 1.
    """
    if horizon_days < 1:
        raise ValueError(f"horizon_days must be at least 1, got {horizon_days}")
    require_columns(items, ["is_available", "is_hidden"], "items")
    require_columns(users, [name for name, _, _ in TRAITS], "users")
    history = read_history(purchases, interest, items, users)
    # The tables are much larger than what was read of them.
    del purchases, interest
    day = (as_of_date - FIRST_DAY).days
    ranker, verdict = learn(history, day, horizon_days, seed)
    facts = describe_items(history, day)
    maker = ListMaker(
        history,
        as_of_date,
        facts,
        ranker,
        verdict.winners,
        _read_shelf(history, items),
        Newcomers(history, day, facts, users, category_names or {}),
        item_names or {},
    )
    places = np.unique(history.find_users(users["user_id"]))
    return Recommendations(as_quality(verdict.rows), verdict.winners, maker, places)


def learn(history: History, day: int, horizon_days: int, seed: int = 0) -> tuple[Ranker | None, Verdict]:
    """Return the ranker of today, and the verdict on one made in the same way as of `horizon_days` ago.

    The judged one learned from dates whose days after were over by the judged date; today's learns from the judged date
    too. Without enough to learn from the ranker is None.
    """
    first = int(history.purchases.day.min()) if len(history.purchases.day) else day
    judged = day - horizon_days
    dates = [judged - step * horizon_days for step in range(1, PAST_DATES + 1)]
    past = [make_examples(history, past_day, horizon_days, seed) for past_day in dates if past_day > first]
    judged_date = FIRST_DAY + timedelta(days=judged)
    try:
        judged_ranker = Ranker(past, seed)
        examples = make_examples(history, judged, horizon_days, seed)
        # A shop that sells less and less may have had enough to learn from, and has no longer.
        ranker = Ranker([examples, *past[: PAST_DATES - 1]], seed)
    except TooLittleDataError as reason:
        return None, give_up(f"{reason}.", judged_date, horizon_days)
    return ranker, judge(examples, judged_ranker, judged_date, horizon_days, seed)


def _read_shelf(history: History, items: pa.Table) -> Shelf:
    places = find_places(history.item_ids, items["item_id"])
    shelf = Shelf(np.ones(len(history.item_ids), bool), np.zeros(len(history.item_ids), bool))
    shelf.is_available[places] = pc.fill_null(items["is_available"].cast(pa.bool_()), True).to_numpy()
    shelf.is_hidden[places] = pc.fill_null(items["is_hidden"].cast(pa.bool_()), False).to_numpy()
    return shelf
