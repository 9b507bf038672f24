"""Lists of users who never bought: what those like them buy, by the little that is known."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from ml_assets.columns import read_ids, require_columns
from ml_assets.recommendations.known import Known
from ml_assets.recommendations.reasons import Reason, say_group, say_popular
from ml_assets.recommendations.rivals import POPULAR

GROUP_DAYS = 30
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
