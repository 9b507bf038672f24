"""The lists of all users: judged on the past, made as of today, with reasons."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ml_assets.columns import require_columns
from ml_assets.evaluation.table import as_quality
from ml_assets.recommendations.evaluate import LENGTH, LISTS, Verdict, give_up, judge
from ml_assets.recommendations.history import History, find_places, read_history
from ml_assets.recommendations.known import Known
from ml_assets.recommendations.newcomers import TRAITS, Newcomers, add_newcomers
from ml_assets.recommendations.policies import Shelf, choose_rows
from ml_assets.recommendations.ranker import Batch, Examples, Ranker, make_batches, make_examples
from ml_assets.recommendations.reasons import FIRST_DAY
from ml_assets.recommendations.rivals import AGAIN, RANKER, belongs, score_simply, usual_interval
from ml_assets.recommendations.rows import ListRows, Rated
from ml_assets.recommendations.table import REFUSED_RECOMMENDATIONS, USER_RECOMMENDATIONS

# Dates learned from, each as many days before the next as are predicted.
PAST_DATES = 3


@dataclass(frozen=True)
class Recommendations:
    """lists: USER_RECOMMENDATIONS; refused: REFUSED_RECOMMENDATIONS; quality: MODEL_QUALITY; methods: what is served in
    each list."""

    lists: pa.Table
    refused: pa.Table
    quality: pa.Table
    methods: dict[str, str]


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
    """Return up to 20 items a list for each of `users`, with what the lists would have been worth `horizon_days` ago.

    purchases, interest, items: see read_history; items also tells is_available and is_hidden (bool or null) of today;
    users: one row per user who needs lists: user_id, and category_id, channel, region (text or null).
    Rows of days after as_of_date are not read. Raises ValueError on wrong columns or horizon_days below 1.
    """
    if horizon_days < 1:
        raise ValueError(f"horizon_days must be at least 1, got {horizon_days}")
    require_columns(items, ["is_available", "is_hidden"], "items")
    require_columns(users, [name for name, _, _ in TRAITS], "users")
    history = read_history(purchases, interest, items, users)
    day = (as_of_date - FIRST_DAY).days
    ranker, verdict = learn(history, day, horizon_days, seed)
    known = Known(history, day)
    shelf = _read_shelf(history, items)
    rows = ListRows(known, as_of_date, item_names or {})
    places = np.unique(history.find_users(users["user_id"]))
    has_bought = known.has_bought[places]
    for batch in make_batches(known, places[has_bought]):
        _add_batch(rows, batch, shelf, ranker, verdict.winners)
    waiting = users.filter(pa.array(np.isin(history.find_users(users["user_id"]), places[~has_bought])))
    add_newcomers(rows, Newcomers(known, users, dict(category_names or {})), waiting, shelf)
    lists = pa.concat_tables([USER_RECOMMENDATIONS.empty_table(), *rows.lists])
    refused = pa.concat_tables([REFUSED_RECOMMENDATIONS.empty_table(), *rows.refused])
    return Recommendations(
        lists.sort_by([(name, "ascending") for name in ("user_id", "list", "rank")]),
        refused.sort_by([(name, "ascending") for name in ("user_id", "list", "item_id")]),
        as_quality(verdict.rows),
        verdict.winners,
    )


def learn(history: History, day: int, horizon_days: int, seed: int = 0) -> tuple[Ranker | None, Verdict]:
    """Return the ranker of today, and the verdict on one made in the same way as of `horizon_days` ago.

    The judged one learned from dates whose days after were over by the judged date; today's learns from the judged date
    too. Without enough to learn from the ranker is None.
    """
    first = int(history.purchases.day.min()) if len(history.purchases.day) else day
    judged = day - horizon_days
    dates = [judged - step * horizon_days for step in range(1, PAST_DATES + 1)]
    past = [_learn_date(history, past_day, horizon_days, seed)[1] for past_day in dates if past_day > first]
    judged_date = FIRST_DAY + timedelta(days=judged)
    try:
        ranker = Ranker(past, seed)
    except ValueError as reason:
        return None, give_up(f"{reason}.", judged_date, horizon_days)
    known, examples = _learn_date(history, judged, horizon_days, seed)
    later = history.bought_within(judged, day)
    verdict = judge(known, examples, later, ranker, judged_date, horizon_days, seed)
    return Ranker([examples, *past[: PAST_DATES - 1]], seed), verdict


def _learn_date(history: History, day: int, horizon_days: int, seed: int) -> tuple[Known, Examples]:
    known = Known(history, day)
    return known, make_examples(known, history.bought_within(day, day + horizon_days), seed)


def _add_batch(rows: ListRows, batch: Batch, shelf: Shelf, ranker: Ranker | None, methods: Mapping[str, str]) -> None:
    ranked = ranker.score(batch) if ranker else None
    for name in LISTS:
        method = methods[name]
        score = ranked if method == RANKER and ranked is not None else score_simply(batch, method)
        kept = np.flatnonzero(belongs(batch, name))
        rated = Rated(batch.found.user[kept], batch.found.item[kept], score[kept], [method] * len(kept))
        chosen = choose_rows(rows.known, shelf, name, rated.user, rated.item, rated.score, LENGTH)
        usual = usual_interval(batch)[kept] if name == AGAIN else None
        rows.add(name, rated, chosen, usual_days=usual)


def _read_shelf(history: History, items: pa.Table) -> Shelf:
    places = find_places(history.item_ids, items["item_id"])
    shelf = Shelf(np.ones(len(history.item_ids), bool), np.zeros(len(history.item_ids), bool))
    shelf.is_available[places] = pc.fill_null(items["is_available"].cast(pa.bool_()), True).to_numpy()
    shelf.is_hidden[places] = pc.fill_null(items["is_hidden"].cast(pa.bool_()), False).to_numpy()
    return shelf
