"""Lists of users who never bought: what those like them buy, by the little that is known."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from ml_assets.columns import read_ids, require_columns
from ml_assets.recommendations.candidates import seen_lately
from ml_assets.recommendations.evaluate import LENGTH
from ml_assets.recommendations.history import History, find_places, spread
from ml_assets.recommendations.items import Items
from ml_assets.recommendations.policies import Shelf, choose_rows
from ml_assets.recommendations.reasons import Reasons, give_popular, give_reasons, join_reasons, say_each
from ml_assets.recommendations.rivals import DISCOVER, HOME, POPULAR
from ml_assets.recommendations.rows import ListRows, Rated
from ml_assets.recommendations.similarity import place_within
from ml_assets.recommendations.words import say_group

GROUP_DAYS = 30
RECENTLY_SEEN = "recently_seen"
FEWEST_BUYERS = 3
# Of each trait, so many items are looked at: enough that policies and variety leave a whole list.
MOST_ITEMS = 200
# What is known of a user who never bought, the most telling first: its column, the method's name, and how it is said.
TRAITS = (
    ("category_id", "popular_in_category", "in {}, the category looked at most"),
    ("channel", "popular_in_channel", "who come by {}"),
    ("region", "popular_in_region", "who come from {}"),
)
METHODS = pa.array([RECENTLY_SEEN, *(method for _, method, _ in TRAITS), POPULAR])


@dataclass(frozen=True)
class Top:
    """Items that users of a trait bought lately, by its value, most buyers first. values: sorted texts; value_of: of
    each user (by place in the history), a place in values, -1 where unknown; items and buyer counts of value v stand at
    starts[v]:starts[v + 1]."""

    values: np.ndarray
    value_of: np.ndarray
    starts: np.ndarray
    items: np.ndarray
    counts: np.ndarray


class Newcomers:
    """What users of a channel or region, or buyers of a category, bought in the last thirty days."""

    def __init__(
        self, history: History, day: int, items: Items, users: pa.Table, category_names: Mapping[str, str]
    ) -> None:
        """users: user_id and the columns of TRAITS, text or null."""
        require_columns(users, [name for name, _, _ in TRAITS], "users")
        self.items, self.category_names = items, category_names
        place = history.find_users(read_ids(users, "user_id", "users"))
        rows = history.purchases
        recent = (rows.day <= day) & (rows.day > day - GROUP_DAYS) & (rows.counts["unit_count"] > 0)
        user, item = rows.user[recent].astype(np.int64), rows.item[recent]
        self.tops = []
        for name, _, _ in TRAITS:
            known = users[name].cast(pa.string())
            is_category = name == "category_id"
            values = history.category_ids if is_category else np.unique(known.drop_null().to_numpy().astype(object))
            value_of = np.full(len(history.user_ids), -1)
            value_of[place] = find_places(values, known)
            value = history.category[item] if is_category else value_of[user]
            self.tops.append(Top(values, value_of, *_find_top(value, user, item, len(values), history)))

    def add(self, rows: ListRows, shelf: Shelf, places: np.ndarray, people: np.ndarray) -> None:
        """Add the lists of users who never bought: what they looked at lately, the newest first, then what those of
        whom the same is known buy. people: their places among the users of `rows`; places: those in the history of
        all."""
        known = rows.known
        size = max(known.item_count, 1)
        row, item = np.divmod(seen_lately(known, people), size)
        since = known.seen.last_day[known.seen.find(people[row] * size + item)] - known.day
        found = [(row, item, since)]
        for top in self.tops:
            value = top.value_of[places]
            # An unknown value is a stretch without items.
            row, place = spread(*(np.where(value < 0, 0, top.starts[edge]) for edge in (value, value + 1)))
            found.append((row, top.items[place], top.counts[place]))
        popular = self.items.popular[:MOST_ITEMS]
        row = np.repeat(np.arange(len(people)), len(popular))
        item = np.tile(popular, len(people))
        found.append((row, item, self.items.recent_buyers[7][item]))
        row, item, score = (np.concatenate(parts) for parts in zip(*found, strict=True))
        source = np.repeat(np.arange(len(found)), [len(part[0]) for part in found])
        # The most telling comes first, whatever its counts: by these places the list is sorted.
        _, first = np.unique(row * size + item, return_index=True)
        row, source = row[first], source[first]
        rated = Rated(people[row], item[first], score[first].astype(float), METHODS.take(pa.array(source)))
        for name in (HOME, DISCOVER):
            chosen = choose_rows(known, shelf, name, rated.user, rated.item, -first, LENGTH)
            reasons = self._give_reasons(rows, rated, source, places[row], chosen.rows)
            rows.add(name, rated, chosen, reasons)

    def _give_reasons(
        self, rows: ListRows, rated: Rated, source: np.ndarray, places: np.ndarray, chosen: np.ndarray
    ) -> Reasons:
        parts = []
        for number in range(len(METHODS)):
            at = np.flatnonzero(source[chosen] == number)
            of = chosen[at]
            if number == 0:
                said = give_reasons(rows.known, rated.user[of], rated.item[of], rows.names)
            elif number <= len(TRAITS):
                value = self.tops[number - 1].value_of[places[of]]
                said = say_each(self._say_trait(number - 1), value, rated.score[of].astype(np.int64))
            else:
                said = give_popular(rows.known, rated.item[of])
            parts.append((at, said))
        return join_reasons(parts)

    def _say_trait(self, number: int) -> Callable[[int, int], tuple[str, str]]:
        column, _, words = TRAITS[number]
        names = self.category_names if column == "category_id" else {}

        def say(value: int, count: int) -> tuple[str, str]:
            text = self.tops[number].values[value]
            return say_group(column, text, words.format(names.get(text, text)), count, GROUP_DAYS)

        return say


def _find_top(
    value: np.ndarray, user: np.ndarray, item: np.ndarray, values: int, history: History
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return where the items of each value start, the items, and how many users bought each."""
    users, items = max(len(history.user_ids), 1), max(len(history.item_ids), 1)
    known = value >= 0
    buyers = np.unique((value[known] * items + item[known]) * users + user[known])
    pairs, counts = np.unique(buyers // users, return_counts=True)
    pairs, counts = pairs[counts >= FEWEST_BUYERS], counts[counts >= FEWEST_BUYERS]
    value, item = np.divmod(pairs, items)
    order = np.lexsort((item, -counts, value))
    order = order[place_within(value[order]) < MOST_ITEMS]
    return np.searchsorted(value[order], np.arange(values + 1)), item[order], counts[order]
