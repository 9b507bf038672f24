"""The sample shop in a closed loop: from a day on, others decide on its messages."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np

from seeds.sample_shop.closed_loop.answers import Granted, answer_list
from seeds.sample_shop.closed_loop.draws import COMING, VISITS, choose_visits, open_stream
from seeds.sample_shop.closed_loop.lists import make_list
from seeds.sample_shop.closed_loop.outcome import OrderWorth, Outcome
from seeds.sample_shop.demand import Demand
from seeds.sample_shop.landing import as_rows
from seeds.sample_shop.lines import Lines
from seeds.sample_shop.messages import EFFECTS
from seeds.sample_shop.parameters import PARAMETERS
from seeds.sample_shop.seasons import department_season, shop_season
from seeds.sample_shop.shop import HISTORY_DAYS, Shop
from seeds.sample_shop.visits import STRANGER_BUYS, WEEKDAY, Touches, Visits

OFFERS = {"coupon_5": 5.0, "coupon_10": 10.0, "coupon_15": 15.0}  # per cent


class LoopShop(Shop):
    """A shop that is itself for `alone` load days; from then on it sends what `list` says on the day, and nothing else.

    Until then its landing files are those of `write_shop`. Raises ValueError as Shop does.
    """

    def __init__(
        self,
        home: Path,
        users: int,
        alone: int,
        days: int,
        seed: int,
        first_day: date = date(2025, 1, 1),
        parameters: Path = PARAMETERS,
    ):
        super().__init__(home, users, alone + days, seed, first_day, "parquet", parameters)
        self.first = HISTORY_DAYS + alone
        self.list = make_list([])
        self.outcome = Outcome()
        self.coupons = Granted.of(users)
        answers = self.planted.answers
        factors = [factor for rows in (answers.visits, EFFECTS) for row in rows.values() for factor in row]
        self.most = max(factors) * max(answers.coupon) * self.planted.left_carts.visits
        for day in range(HISTORY_DAYS):
            self.sell(day)
        for day in range(HISTORY_DAYS, self.first):
            self.open(day)

    def open(self, day: int) -> None:
        if day == self.first:
            self._begin()
        if day >= self.first:
            self.coupons.end(day)
        super().open(day)

    def _begin(self) -> None:
        """Note what holds whatever the policy does: who would stay, and what an order is worth."""
        day, people = self.first, self.people
        self.leaving_day = people.leaving_day.copy()
        self.granted = self.coupons.columns
        season = department_season(self.landing.calendar_day(day))
        price = self.prices[day]
        demand = Demand(self.catalogue, day, price, season, self.planted, self.plants.elasticities)
        self.worth = OrderWorth.of(people, self.catalogue, demand, price, self.plants.persons.coupon_chance)
        midnight = self._midnight(day)
        offers = {
            "offer_code": list(OFFERS),
            "kind": ["percent"] * len(OFFERS),
            "value": list(OFFERS.values()),
            "minimum_amount": np.zeros(len(OFFERS)),
            "unit_cost": np.zeros(len(OFFERS)),
            "valid_from": [midnight] * len(OFFERS),
        }
        self.landing.deliver("offers", day, as_rows("offers", **offers))

    def _send(self, rng: np.random.Generator, day: int) -> tuple[np.ndarray, np.ndarray]:
        if day < self.first:
            return super()._send(rng, day)
        return answer_list(self, day, self.list)

    def chances_without(self, day: int) -> np.ndarray:
        """By user: the orders to expect on a day as if there were no messages at all."""
        people = self.people
        present = (people.joined_day < day) & (day < people.leaving_day)
        return people.visits_a_day * people.buys * present * people.interest(day)

    def _draw_day(
        self, rng: np.random.Generator, day: int, interest: np.ndarray, temptation: float, eagerness: np.ndarray
    ) -> tuple[Visits, Touches]:
        if day < self.first:
            return super()._draw_day(rng, day, interest, temptation, eagerness)
        people, today = self.people, self.landing.calendar_day(day)
        season, weekday = shop_season(today), today.weekday()
        self.people = replace(people, leaving_day=self.leaving_day)
        # All buy: what does not is taken out of what was drawn.
        could_be = super()._draw_day(
            open_stream(self.seed, day, VISITS),
            day,
            np.full(len(people), self.most * season),
            1 / STRANGER_BUYS,
            STRANGER_BUYS / people.buys,
        )
        self.people = people
        visits = could_be[0]
        known, user = visits.user >= 0, visits.user
        buys = np.minimum(people.buys * eagerness * temptation, 1)
        present = (people.joined_day < day) & (day < people.leaving_day)
        comes = np.minimum(interest / (self.most * season), 1) * present
        draws = open_stream(self.seed, day, COMING).random((2, len(visits)))
        is_coming = draws[0] < np.where(known, comes[user], 1 / self.most)
        is_buying = draws[1] < np.where(known, buys[user], STRANGER_BUYS * temptation)
        orders = people.visits_a_day * people.interest(day) * interest * present * WEEKDAY[weekday] * buys
        self.outcome.expected_orders += float(orders.sum())
        self.outcome.expected_margin += self.worth.expect(orders, self.coupons.share)
        return choose_visits(*could_be, is_coming, is_buying)

    def _deliver_orders(self, rng: np.random.Generator, day: int, visits: Visits, lines: Lines) -> np.ndarray:
        order_ids = super()._deliver_orders(rng, day, visits, lines)
        if day >= self.first:
            user = visits.user[lines.visit[lines.first]]
            self.coupons.use(user[user >= 0])
        return order_ids
