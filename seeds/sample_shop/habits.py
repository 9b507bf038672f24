"""What the shop remembers of each user from one day to the next."""

from dataclasses import dataclass

import numpy as np

from seeds.sample_shop.events import CART, Trace
from seeds.sample_shop.lines import Lines
from seeds.sample_shop.visits import Visits

NEVER = -1000


@dataclass
class Habits:
    """What the shop remembers of each user: days of the last visit, idle cart, order and message."""

    visited: np.ndarray
    carted: np.ndarray
    carted_item: np.ndarray
    ordered: np.ndarray
    addressed: np.ndarray
    effect: np.ndarray  # factor on the rate of visits while `effect_until` has not passed
    effect_until: np.ndarray
    linked: np.ndarray  # the cookie is known to be the user's

    @classmethod
    def of(cls, users: int) -> "Habits":
        """Habits of users nobody has seen yet."""
        never = [np.full(users, NEVER) for _ in range(6)]
        return cls(*never[:5], np.ones(users), never[5], np.zeros(users, dtype=bool))

    def interest(self, day: int) -> np.ndarray:
        """The factor on the rate of visits today."""
        return np.where(day <= self.effect_until, self.effect, 1.0)

    def learn(self, day: int, visits: Visits, trace: Trace, lines: Lines) -> None:
        """Remember what users did today."""
        self.visited[visits.user[visits.user >= 0]] = day
        carts = trace.kind == CART
        user, item = visits.user[trace.visit[carts]], trace.item[carts]
        self.carted[user[user >= 0]] = day
        self.carted_item[user[user >= 0]] = item[user >= 0]
        buyers = visits.user[lines.visit]
        self.ordered[buyers[buyers >= 0]] = day
