"""Interests in a shelf: they begin, fade by their half-life, and end when something of the shelf is bought."""

import numpy as np

from seeds.sample_shop.catalogue import PLANTED_ITEMS, STAPLES, TREE, Catalogue
from seeds.sample_shop.lines import Lines
from seeds.sample_shop.parts import Interests as Planted
from seeds.sample_shop.people import People
from seeds.sample_shop.visits import Touches, Visits

INTERESTS_STREAM = 13
SHELVES = [shelf for group in TREE.values() for shelf in group]
BOUGHT_ONCE = np.flatnonzero(~np.isin(SHELVES, STAPLES))


class Interests:
    """The interest of each user, one at a time, and the truth about all there were."""

    def __init__(self, seed: int, users: int, catalogue: Catalogue, planted: Planted):
        self.seed, self.catalogue, self.planted = seed, catalogue, planted
        self.shelf, self.begun = np.full(users, -1), np.zeros(users, dtype=np.int64)
        # user, shelf, first day, last day and why it ended (-1 and nothing: not yet)
        self.past: list[tuple[int, int, int, int, str]] = []

    def begin(self, day: int, people: People) -> None:
        """Forget what has faded, and begin new ones."""
        rng = np.random.default_rng([self.seed, day, INTERESTS_STREAM, 0])
        self._end(np.flatnonzero((self.shelf >= 0) & (self._strength(day) < self.planted.ended_below)), day, "faded")
        is_present = (people.joined_day < day) & (day < people.leaving_day)
        starts = is_present & (self.shelf < 0) & (rng.random(len(people)) < self.planted.begin_share)
        self.shelf[starts] = rng.choice(BOUGHT_ONCE, starts.sum())
        self.begun[starts] = day

    def steer(self, day: int, visits: Visits, touches: Touches, wanted: np.ndarray) -> np.ndarray:
        """Change what visits in pursuit of an interest touch; gives by visit whether it searches for it.

        wanted: by item, how often it is picked of its shelf.
        """
        rng, n = np.random.default_rng([self.seed, day, INTERESTS_STREAM, 1]), len(visits)
        user = np.maximum(visits.user, 0)
        shelf = self.shelf[user]
        is_pursuing = (visits.user >= 0) & (shelf >= 0)
        is_pursuing &= rng.random(n) < self.planted.pursuit_share * self._strength(day)[user]

        is_first = np.zeros(len(touches.visit), dtype=bool)
        is_first[np.unique(touches.visit, return_index=True)[1]] = True
        is_look = is_first | (rng.random(len(is_first)) < self.planted.look_share)
        looks = np.flatnonzero(is_pursuing[touches.visit] & ~touches.wanted & is_look)
        touches.item[looks] = self._pick(rng, day, shelf[touches.visit[looks]], wanted)

        buys = is_pursuing & (rng.random(n) < self.planted.buy_share)
        free = np.flatnonzero(touches.wanted & buys[touches.visit] & (touches.item >= PLANTED_ITEMS))
        one_each = free[np.unique(touches.visit[free], return_index=True)[1]]
        item = self._pick(rng, day, shelf[touches.visit[one_each]], wanted)
        # An item is once in a basket.
        baskets = touches.visit[touches.wanted] * len(self.catalogue) + touches.item[touches.wanted]
        is_new = ~np.isin(touches.visit[one_each] * len(self.catalogue) + item, baskets)
        touches.item[one_each[is_new]] = item[is_new]
        return is_pursuing & (rng.random(n) < self.planted.search_share)

    def learn_orders(self, day: int, visits: Visits, lines: Lines) -> None:
        """End the interests that were met today."""
        buyer = visits.user[lines.visit]
        met = (buyer >= 0) & (self.shelf[buyer] == self.catalogue.shelf[lines.item])
        self._end(np.unique(buyer[met]), day, "bought")

    def list_all(self) -> list[tuple[int, int, int, int, str]]:
        """All there were and are: user, shelf, first day, last day, why it ended."""
        open_now = np.flatnonzero(self.shelf >= 0).tolist()
        return self.past + [(u, int(self.shelf[u]), int(self.begun[u]), -1, "") for u in open_now]

    def _strength(self, day: int) -> np.ndarray:
        return 0.5 ** ((day - self.begun) / self.planted.half_life_days)

    def _end(self, users: np.ndarray, day: int, why: str) -> None:
        self.past += [(u, int(self.shelf[u]), int(self.begun[u]), day, why) for u in users.tolist()]
        self.shelf[users] = -1

    def _pick(self, rng: np.random.Generator, day: int, shelf: np.ndarray, wanted: np.ndarray) -> np.ndarray:
        """An item of each shelf."""
        item, catalogue = np.zeros(len(shelf), dtype=np.int64), self.catalogue
        is_sold = (catalogue.launch_day <= day) & (np.arange(len(catalogue)) >= PLANTED_ITEMS)
        for one in np.unique(shelf).tolist():
            things = np.flatnonzero(is_sold & (catalogue.shelf == one))
            chances = wanted[things] / wanted[things].sum()
            item[shelf == one] = rng.choice(things, (shelf == one).sum(), p=chances)
        return item
