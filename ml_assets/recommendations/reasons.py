"""Why an item is in a user's list, in words that are true of the rows behind it, and as values to count it again."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ml_assets.recommendations.candidates import SEEN_DAYS
from ml_assets.recommendations.history import spread
from ml_assets.recommendations.known import Known
from ml_assets.recommendations.words import say_interval, say_near, say_new, say_own, say_popular, say_seen

FEWEST_TOGETHER = 3


@dataclass(frozen=True)
class Reasons:
    """One reason a row: words, and evidence as name=value, joined by semicolons."""

    words: pa.Array
    evidence: pa.Array

    def take(self, rows: np.ndarray) -> "Reasons":
        return Reasons(self.words.take(pa.array(rows)), self.evidence.take(pa.array(rows)))


def say_each(say: Callable[..., tuple[str, str]], *columns: np.ndarray) -> Reasons:
    """Say each row of the columns, equal ones once."""
    rows = list(zip(*(column.tolist() for column in columns), strict=True))
    said = {row: say(*row) for row in dict.fromkeys(rows)}
    return Reasons(*(pa.array([said[row][part] for row in rows], pa.string()) for part in (0, 1)))


def join_reasons(parts: Sequence[tuple[np.ndarray, Reasons]]) -> Reasons:
    """Return the reasons of all rows. parts: the rows of each part, which together are all, and their reasons."""
    order = np.argsort(np.concatenate([rows for rows, _ in parts]), kind="stable")
    words, evidence = (pa.concat_arrays([getattr(r, name) for _, r in parts]) for name in ("words", "evidence"))
    return Reasons(words, evidence).take(order)


def give_reasons(known: Known, user: np.ndarray, item: np.ndarray, names: Mapping[str, str]) -> Reasons:
    """Return the strongest reason of each user and item: bought before, looked at lately, bought by those who bought
    something of the user's, else how many bought it. names: item id -> what people call it."""
    keys = user * known.item_count + item
    own, seen = known.bought.find(keys), known.seen.find(keys)
    is_seen = (seen >= 0) & (known.seen.last_day[seen] > known.day - SEEN_DAYS) if len(known.seen.keys) else seen >= 0
    kind = np.where(own >= 0, 0, np.where(is_seen, 1, 3))
    rest = np.flatnonzero(kind == 3)
    near, together = _nearest_bought(known, user[rest], item[rest])
    is_near = together >= FEWEST_TOGETHER
    kind[rest[is_near]] = 2
    near, together = near[is_near], together[is_near]
    rows = [np.flatnonzero(kind == number) for number in range(4)]
    ids = known.history.item_ids[near]
    called = np.array([names.get(item_id) or item_id for item_id in ids.tolist()], object)
    said = (
        _give_own(known, own[rows[0]]),
        _give_seen(known, seen[rows[1]]),
        say_each(say_near, ids, called, together),
        give_popular(known, item[rows[3]]),
    )
    return join_reasons(list(zip(rows, said, strict=True)))


def give_popular(known: Known, item: np.ndarray) -> Reasons:
    """How many users bought each item lately; where nobody did within 90 days, how many ever did."""
    items, place = np.unique(item, return_inverse=True)
    counts = (*known.items.recent_buyers.values(), known.items.buyer_counts)
    return say_each(say_popular(list(known.items.recent_buyers)), *(count[items] for count in counts)).take(place)


def give_new(known: Known, item: np.ndarray) -> Reasons:
    return say_each(partial(say_new, known.day), known.items.first_sold[item])


def add_intervals(reasons: Reasons, usual_days: np.ndarray, is_once: np.ndarray) -> Reasons:
    """Say of each item that was bought once after how many days others buy it again."""
    added = say_each(say_interval, np.rint(usual_days[is_once]).astype(np.int64))
    none = Reasons(*[pa.repeat("", int(np.count_nonzero(~is_once)))] * 2)
    added = join_reasons([(np.flatnonzero(is_once), added), (np.flatnonzero(~is_once), none)])
    return Reasons(
        *(
            pc.binary_join_element_wise(getattr(reasons, name), getattr(added, name), "")
            for name in ("words", "evidence")
        )
    )


def _give_own(known: Known, place: np.ndarray) -> Reasons:
    pairs = known.bought
    return say_each(partial(say_own, known.day), pairs.day_count[place], pairs.first_day[place], pairs.last_day[place])


def _give_seen(known: Known, place: np.ndarray) -> Reasons:
    pairs = known.seen
    counts = (pairs.sums[name][place].astype(np.int64) for name in ("view_count", "favorite_count", "cart_count"))
    return say_each(partial(say_seen, known.day), pairs.last_day[place], *counts)


def _nearest_bought(known: Known, user: np.ndarray, item: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return for each row the item of the user's own whose cosine with the row's item is the largest (-1 without one),
    and how many users bought both."""
    size = np.int64(max(known.item_count, 1))
    matrix, cosine = known.matrix, known.items.cosine
    rows, place = spread(matrix.indptr[user], matrix.indptr[user + 1])
    bought = matrix.indices[place]
    pairs, values = known.items.near_keys, cosine.data
    near, best = np.full(len(user), -1), np.zeros(len(user), np.int64)
    if not len(pairs) or not len(rows):
        return near, best
    wanted = bought * size + item[rows]
    place = np.minimum(np.searchsorted(pairs, wanted), len(pairs) - 1)
    found = np.flatnonzero(pairs[place] == wanted)
    strength = values[place[found]]
    # The strongest of each row comes last, and so is the one that stays.
    found = found[np.lexsort((-bought[found], strength, rows[found]))]
    last = np.r_[rows[found][1:] != rows[found][:-1], True] if len(found) else np.empty(0, bool)
    found = found[last]
    near[rows[found]] = bought[found]
    by_item = known.items.buyer_counts
    both = values[place[found]] * np.sqrt(by_item[bought[found]] * by_item[item[rows[found]]])
    best[rows[found]] = np.rint(both).astype(np.int64)
    return near, best
