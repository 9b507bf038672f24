"""What the shop remembers of each user from one day to the next."""

from dataclasses import dataclass

import numpy as np

from seeds.sample_shop.catalogue import MEAN_QUALITY
from seeds.sample_shop.events import CART, Trace
from seeds.sample_shop.lines import Lines
from seeds.sample_shop.parts import Quality
from seeds.sample_shop.visits import Visits

NEVER = -1000
AGAIN_SHARE = 0.4  # orders that hold once more what the buyer last bought of the staples, if of middling quality


def chance_of_again(quality: np.ndarray, planted: Quality) -> np.ndarray:
    """By item: the chance that it is bought again with an order, where it was what its buyer last used up."""
    return np.minimum(AGAIN_SHARE * np.exp(planted.bought_again * (quality - MEAN_QUALITY)), 0.9)


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
    staple: np.ndarray  # the newest of the items bought that are used up; -1 for none

    @classmethod
    def of(cls, users: int) -> "Habits":
        """Habits of users nobody has seen yet."""
        never = [np.full(users, NEVER) for _ in range(6)]
        return cls(*never[:5], np.ones(users), never[5], np.full(users, -1))

    def interest(self, day: int) -> np.ndarray:
        """The factor on the rate of visits today."""
        return np.where(day <= self.effect_until, self.effect, 1.0)

    def pick_again(self, rng: np.random.Generator, visits: Visits, chance: np.ndarray) -> np.ndarray:
        """By visit: what its user would buy once more, -1 for nothing; `chance` is by item."""
        wants = (visits.user >= 0) & (rng.random(len(visits)) < chance[self.staple[visits.user]])
        return np.where(wants, self.staple[visits.user], -1)

    def learn_orders(self, day: int, visits: Visits, lines: Lines, is_staple: np.ndarray) -> None:
        """Remember what users bought today."""
        buyers, known = visits.user[lines.visit], visits.user[lines.visit] >= 0
        self.ordered[buyers[known]] = day
        used_up = known & is_staple[lines.item]
        self.staple[buyers[used_up]] = lines.item[used_up]

    def learn_visits(self, day: int, visits: Visits, trace: Trace) -> None:
        """Remember what users looked at today."""
        self.visited[visits.user[visits.user >= 0]] = day
        carts = trace.kind == CART
        user, item = visits.user[trace.visit[carts]], trace.item[carts]
        self.carted[user[user >= 0]] = day
        self.carted_item[user[user >= 0]] = item[user >= 0]
