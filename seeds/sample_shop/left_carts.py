"""Why things are left in carts: a reason for each, which most of them show, and some do not."""

from dataclasses import dataclass

import numpy as np

from seeds.sample_shop.catalogue import PLANTED_ITEMS, Catalogue
from seeds.sample_shop.events import CART, Trace
from seeds.sample_shop.lines import Lines
from seeds.sample_shop.orders import FREE_SHIPPING_FROM
from seeds.sample_shop.parts import LeftCarts as Planted
from seeds.sample_shop.people import draw_within
from seeds.sample_shop.visits import Carts, Touches, Visits

CARTS_STREAM = 15
REASONS = ("price", "stock", "delivery_cost", "comparing", "looking", "something_else")
PRICE, STOCK, DELIVERY_COST, COMPARING, LOOKING, SOMETHING_ELSE = range(len(REASONS))
PRICE_BY_SENSITIVITY = np.array((0.5, 1.0, 1.6))  # how much more often the price is the reason
ABANDON_SHARE = 0.12  # carts that show nothing of their reason reach the check-out
COMPARED = (2, 4)  # other things of the shelf looked at
KINDS = ANY, MIDDLE, HIGH, CHEAP = range(4)  # of a shelf: all, from the middle price level up, the high one, cheap ones


@dataclass
class Left:
    """Arrays over what lies in carts at the end of a day's visits and was not bought."""

    visit: np.ndarray
    item: np.ndarray
    second: np.ndarray
    reason: np.ndarray  # position in REASONS
    is_shown: np.ndarray  # whether the visit was shaped by the reason


class CartPlanner:
    """Draws what is put into carts in vain, and shapes the visits by the reasons."""

    def __init__(self, seed: int, catalogue: Catalogue, planted: Planted):
        self.seed, self.planted, self.shelf, self.items = seed, planted, catalogue.shelf, len(catalogue)
        self.weights = np.array([getattr(planted, reason) for reason in REASONS])
        sold = np.flatnonzero((np.arange(self.items) >= PLANTED_ITEMS) & (catalogue.launch_day <= 0))
        level, cheap = catalogue.level[sold], catalogue.list_price[sold] < 0.8 * FREE_SHIPPING_FROM
        keys = [
            catalogue.shelf[sold[of]] * len(KINDS) + kind
            for kind, of in enumerate((np.ones(len(sold), dtype=bool), level >= 1, level == 2, cheap))
        ]
        things = [sold, sold[level >= 1], sold[level == 2], sold[cheap]]
        key = np.concatenate(keys)
        self.things = np.concatenate(things)[np.argsort(key, kind="stable")]
        self.count = np.bincount(key, minlength=(self.shelf.max() + 1) * len(KINDS))
        self.start = np.cumsum(self.count) - self.count

    def pick_like(self, rng: np.random.Generator, item: np.ndarray, kind: np.ndarray | int) -> np.ndarray:
        """For each item one of the same shelf, of a kind; the item itself where there is none."""
        key = self.shelf[item] * len(KINDS) + kind
        place = self.start[key] + (rng.random(len(item)) * self.count[key]).astype(np.int64)
        return np.where(self.count[key] > 0, self.things[np.minimum(place, len(self.things) - 1)], item)

    def plan(self, day: int, visits: Visits, touches: Touches, on_hand: np.ndarray) -> tuple[Touches, Carts]:
        """What of the things looked at goes into carts; the touches come back with what is looked at for comparison.

        on_hand: by item, this morning.
        """
        rng, planted, n = np.random.default_rng([self.seed, day, CARTS_STREAM]), self.planted, len(visits)
        carted = ~touches.wanted & (rng.random(len(touches.visit)) < planted.cart_share)
        has_cart, buys = np.zeros(n, dtype=bool), visits.wishes > 0
        has_cart[touches.visit[carted]] = True
        level, sensitivity = visits.taste_class // 3 % 3, visits.taste_class % 3
        sold_out = np.flatnonzero(on_hand == 0)
        weights = np.tile(self.weights, (n, 1))
        weights[:, PRICE] *= PRICE_BY_SENSITIVITY[sensitivity] * (level < 2)
        weights[:, DELIVERY_COST] *= ~buys
        weights[:, STOCK] *= len(sold_out) > 0
        weights[weights.sum(axis=1) == 0, SOMETHING_ELSE] = 1  # where no reason of the file can be
        reason = np.where(has_cart, draw_within(rng, weights / weights.sum(axis=1)[:, None]), -1)
        is_shown = has_cart & (rng.random(n) >= planted.noise_share)

        of, shows = reason[touches.visit], carted & is_shown[touches.visit]
        dear, near = np.flatnonzero(shows & (of == PRICE)), np.flatnonzero(shows & (of == DELIVERY_COST))
        gone = np.flatnonzero(shows & (of == STOCK))
        touches.item[dear] = self.pick_like(rng, touches.item[dear], level[touches.visit[dear]] + MIDDLE)
        touches.item[near] = self.pick_like(rng, touches.item[near], CHEAP)
        if len(gone):
            touches.item[gone] = rng.choice(sold_out, len(gone))

        at_checkout = is_shown & (reason == DELIVERY_COST)
        at_checkout |= (reason == SOMETHING_ELSE) & (rng.random(n) < planted.checkout_share)
        at_checkout |= has_cart & ~is_shown & (rng.random(n) < ABANDON_SHARE)

        compared = np.flatnonzero(shows & (of == COMPARING))
        more = rng.integers(*COMPARED, len(compared))
        like = np.repeat(compared, more)
        place = np.arange(len(like)) - np.repeat(np.cumsum(more) - more, more)
        visit = touches.visit[like]
        # They come after the visit's own looks, between those and the check-out.
        second = (
            visits.start[visit] + np.minimum(visits.looks[visit] + place, visits.looks[visit] + 2) * visits.pace[visit]
        )
        nothing = np.zeros(len(like), dtype=bool)
        touches = Touches(
            visit=np.concatenate([touches.visit, visit]),
            item=np.concatenate([touches.item, self.pick_like(rng, touches.item[like], ANY)]),
            second=np.concatenate([touches.second, second + 2 * place]),
            wanted=np.concatenate([touches.wanted, nothing]),
        )
        carted = np.concatenate([carted, nothing])
        # Who waits for stock says so by a favourite.
        wished = rng.random(len(carted)) < planted.restock_share
        is_gone = carted & (on_hand[touches.item] == 0) & (reason[touches.visit] == STOCK)
        return touches, Carts(carted, wished, is_gone, at_checkout, reason, is_shown)

    def list_left(self, trace: Trace, touches: Touches, lines: Lines, carts: Carts) -> Left:
        """What was put into a cart and not bought by the same visit. Who wanted a thing lacked the stock."""
        at = np.flatnonzero(trace.kind == CART)
        key = trace.visit[at] * self.items + trace.item[at]
        _, once = np.unique(key, return_index=True)
        at, key = at[once], key[once]
        is_left = ~np.isin(key, lines.visit * self.items + lines.item)
        at, key = at[is_left], key[is_left]
        in_vain = touches.visit[carts.carted] * self.items + touches.item[carts.carted]
        is_planned = np.isin(key, in_vain)
        visit = trace.visit[at]
        return Left(
            visit,
            trace.item[at],
            trace.second[at],
            np.where(is_planned, carts.reason[visit], STOCK),
            ~is_planned | carts.is_shown[visit],
        )
