"""Lists of users who never bought: what those like them buy, by the little that is known."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from ml_assets.columns import read_ids, require_columns
from ml_assets.recommendations.candidates import seen_lately
from ml_assets.recommendations.evaluate import LENGTH
from ml_assets.recommendations.known import Known
from ml_assets.recommendations.policies import Shelf, choose_rows
from ml_assets.recommendations.reasons import Reason, give_reasons, say_group, say_popular
from ml_assets.recommendations.rivals import DISCOVER, HOME, POPULAR
from ml_assets.recommendations.rows import ListRows, Rated
from ml_assets.recommendations.similarity import place_within

GROUP_DAYS = 30
RECENTLY_SEEN = "recently_seen"
FEWEST_BUYERS = 3
# What is known of a user who never bought, the most telling first: its column, the method's name, and how it is said.
TRAITS = (
    ("category_id", "popular_in_category", "in {}, the category looked at most"),
    ("channel", "popular_in_channel", "who come by {}"),
    ("region", "popular_in_region", "who come from {}"),
)


@dataclass(frozen=True)
class Suggestion:
    item: int
    score: float
    method: str
    reason: Reason


class Newcomers:
    """What users of a channel or region, or buyers of a category, bought in the last thirty days."""

    def __init__(self, known: Known, users: pa.Table, category_names: dict[str, str]) -> None:
        """users: user_id and the columns of TRAITS, text or null."""
        require_columns(users, [name for name, _, _ in TRAITS], "users")
        self.known, self.category_names = known, category_names
        place = known.history.find_users(read_ids(users, "user_id", "users"))
        recent = known.sold.day > known.day - GROUP_DAYS
        user, item = known.sold.user[recent], known.sold.item[recent]
        self._top: dict[tuple[str, str], list[tuple[int, int]]] = {}
        categories = known.history.category[item]
        names = known.history.category_ids
        self._count("category_id", user, item, [names[c] if c >= 0 else None for c in categories.tolist()])
        for trait in ("channel", "region"):
            values: list[str | None] = [None] * known.user_count
            for number, value in zip(place.tolist(), users[trait].to_pylist(), strict=True):
                if number >= 0:
                    values[number] = value
            self._count(trait, user, item, [values[number] for number in user.tolist()])
        self._popular = [(int(i), int(known.recent_buyers[7][i])) for i in known.popular[:200]]

    def suggest(self, traits: dict[str, str | None]) -> list[Suggestion]:
        """Return suggestions, the most telling first; an item stands once."""
        found: dict[int, Suggestion] = {}
        for column, method, words in TRAITS:
            value = traits[column]
            for item, buyers in self._top.get((column, value), []) if value is not None else []:
                said = self.category_names.get(value, value) if column == "category_id" else value
                reason = say_group(column, value, words.format(said), buyers, GROUP_DAYS)
                found.setdefault(item, Suggestion(item, float(buyers), method, reason))
        for item, buyers in self._popular:
            found.setdefault(item, Suggestion(item, float(buyers), POPULAR, say_popular(self.known, item)))
        return list(found.values())

    def _count(self, trait: str, user: np.ndarray, item: np.ndarray, values: list[str | None]) -> None:
        buyers: dict[tuple[str, int], set[int]] = {}
        for number, thing, value in zip(user.tolist(), item.tolist(), values, strict=True):
            if value is not None:
                buyers.setdefault((value, thing), set()).add(number)
        counts = sorted((value, -len(people), thing) for (value, thing), people in buyers.items())
        for value, count, thing in counts:
            if -count >= FEWEST_BUYERS:
                self._top.setdefault((trait, value), []).append((thing, -count))


def add_newcomers(rows: ListRows, newcomers: Newcomers, waiting: pa.Table, shelf: Shelf) -> None:
    """Add the lists of users who never bought: what they looked at lately, the newest first, then what those of
    whom the same is known buy. waiting: their user_id and the columns of TRAITS."""
    known = rows.known
    alike: dict[tuple[str | None, ...], list[int]] = {}
    columns = [waiting[name].to_pylist() for name, _, _ in TRAITS]
    for place, traits in zip(known.history.find_users(waiting["user_id"]), zip(*columns, strict=True), strict=True):
        alike.setdefault(traits, []).append(int(place))
    for traits, places in alike.items():
        found = newcomers.suggest({name: value for (name, _, _), value in zip(TRAITS, traits, strict=True)})
        people, size = np.unique(places), len(found)
        row, seen = np.divmod(seen_lately(known, people), max(known.item_count, 1))
        user = np.concatenate([people[row], np.repeat(people, size)])
        item = np.concatenate([seen, np.tile(np.array([s.item for s in found], np.int64), len(people))])
        # What the user saw, then the most telling trait, whatever its counts: by these places the list is sorted.
        place = np.concatenate([place_within(row), len(seen) + np.tile(np.arange(size), len(people))])
        since = known.seen.last_day[known.seen.find(people[row] * known.item_count + seen)] - known.day
        score = np.concatenate([since, np.tile([s.score for s in found], len(people))])
        methods = [RECENTLY_SEEN] * len(seen) + [s.method for s in found] * len(people)
        reasons = give_reasons(known, people[row], seen, rows.names) + [s.reason for s in found] * len(people)
        _, first = np.unique(user * known.item_count + item, return_index=True)
        kept = Rated(user[first], item[first], score[first], [methods[f] for f in first])
        for name in (HOME, DISCOVER):
            chosen = choose_rows(known, shelf, name, kept.user, kept.item, -place[first], LENGTH)
            rows.add(name, kept, chosen, [reasons[f] for f in first])
