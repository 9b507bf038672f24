"""Who left a cart and waits: for stock, for a lower price, or until another thing of the shelf is chosen."""

import numpy as np

from seeds.sample_shop.left_carts import ANY, COMPARING, PRICE, STOCK, CartPlanner, Left
from seeds.sample_shop.lines import Lines
from seeds.sample_shop.parts import LeftCarts as Planted
from seeds.sample_shop.visits import Visits

WAITS_STREAM = 16
KINDS = RESTOCK, CHEAPER, OTHER = range(3)
KIND_NAMES = ("restock", "cheaper", "other")


class Waits:
    """The wish of each user, one at a time, and the truth about all there were."""

    def __init__(self, seed: int, users: int, planted: Planted, planner: CartPlanner):
        self.seed, self.planted, self.planner = seed, planted, planner
        self.item, self.kind, self.since, self.came = (np.full(users, -1) for _ in range(4))
        self.limit = np.zeros(users)  # the price, in cents, at which it is cheap enough
        # user, item, kind, first day, the day it came, the day it was bought (-1: never, or not yet)
        self.past: list[tuple[int, ...]] = []

    def open_day(self, day: int, price: np.ndarray, on_hand: np.ndarray) -> None:
        """See this morning who waits no longer, and for whom it has come."""
        is_waiting, answer_days = self.item >= 0, self.planted.answer_days
        over = is_waiting & np.where(
            self.came >= 0, day - self.came >= answer_days, day - self.since > self.planted.patience_days
        )
        self._end(np.flatnonzero(over), -1)
        has_come = np.where(
            self.kind == RESTOCK,
            on_hand[self.item] > 0,
            (self.kind == OTHER) | (price[self.item] <= self.limit),
        )
        self.came[(self.item >= 0) & (self.came < 0) & has_come] = day

    def factor(self, of_those: float) -> np.ndarray:
        """By user: 1, or the factor of those for whom it has come."""
        return np.where(self.came >= 0, of_those, 1.0)

    def pick(self, visits: Visits, otherwise: np.ndarray) -> np.ndarray:
        """By visit: the item waited for, where it has come."""
        has_come = (visits.user >= 0) & (self.came[visits.user] >= 0)
        return np.where(has_come, self.item[visits.user], otherwise)

    def learn_left(self, day: int, visits: Visits, left: Left, is_wished: np.ndarray, price: np.ndarray) -> None:
        """Begin to wait. `is_wished` (left): who waits for stock."""
        rng = np.random.default_rng([self.seed, day, WAITS_STREAM])
        user, chance = visits.user[left.visit], rng.random(len(left.visit))
        kind = np.full(len(user), -1)
        kind[(left.reason == STOCK) & is_wished] = RESTOCK
        kind[(left.reason == PRICE) & (chance < self.planted.cheaper_share)] = CHEAPER
        kind[(left.reason == COMPARING) & (chance < self.planted.other_share)] = OTHER
        item = np.where(kind == OTHER, self.planner.pick_like(rng, left.item, ANY), left.item)
        begins = np.flatnonzero((kind >= 0) & (user >= 0) & (self.item[user] < 0))
        begins = begins[np.unique(user[begins], return_index=True)[1]]
        who = user[begins]
        self.item[who], self.kind[who], self.since[who], self.came[who] = item[begins], kind[begins], day, -1
        self.limit[who] = price[item[begins]] * (1 - self.planted.cheaper_by)

    def learn_orders(self, day: int, visits: Visits, lines: Lines) -> None:
        """Who bought it, waits no longer."""
        buyer = visits.user[lines.visit]
        self._end(np.unique(buyer[(buyer >= 0) & (self.item[buyer] == lines.item)]), day)

    def list_all(self) -> list[tuple[int, ...]]:
        """All there were and are: user, item, kind, first day, the day it came, the day it was bought."""
        return self.past + self._rows(np.flatnonzero(self.item >= 0), -1)

    def _rows(self, users: np.ndarray, bought: int) -> list[tuple[int, ...]]:
        of = (users, self.item[users], self.kind[users], self.since[users], self.came[users])
        return [(*row, bought) for row in zip(*(a.tolist() for a in of), strict=True)]

    def _end(self, users: np.ndarray, bought: int) -> None:
        self.past += self._rows(users, bought)
        self.item[users], self.came[users] = -1, -1
