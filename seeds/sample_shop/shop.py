"""The shop, a day at a time.

Of the history, the days before the first load day, there are orders and reviews only: they come as one export. A day is
drawn, written and forgotten; only the users' habits, the stock, and rows that wait for a later load day are carried
over. So memory is that of one day's events, and 100 million events need disk, not memory.
"""

from collections import Counter, defaultdict
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from seeds.sample_shop.accounts import Guests, draw_merges
from seeds.sample_shop.books import Books
from seeds.sample_shop.catalogue import draw_catalogue
from seeds.sample_shop.delays import deliver_events
from seeds.sample_shop.demand import Demand, factor_of_quality
from seeds.sample_shop.dirt import deliver_dirt
from seeds.sample_shop.elasticities import draw_elasticities
from seeds.sample_shop.events import event_rows, trace_events
from seeds.sample_shop.habits import Habits, chance_of_again
from seeds.sample_shop.landing import Landing
from seeds.sample_shop.lines import Lines, draw_units, form_lines
from seeds.sample_shop.messages import deliver_messages
from seeds.sample_shop.orders import deliver_orders
from seeds.sample_shop.parameters import read_parameters
from seeds.sample_shop.people import draw_people
from seeds.sample_shop.persons import draw_persons
from seeds.sample_shop.plants import Plants
from seeds.sample_shop.prices import draw_prices, offer_rows, price_rows
from seeds.sample_shop.promotions import promotion_rows, running_promotion
from seeds.sample_shop.rates import draw_rates
from seeds.sample_shop.records import due_category_rows, find_relisted, item_rows, user_rows
from seeds.sample_shop.reviews import deliver_reviews
from seeds.sample_shop.searches import Vocabulary
from seeds.sample_shop.seasons import department_season, shop_season
from seeds.sample_shop.stock import Stock
from seeds.sample_shop.visits import Touches, Visits, draw_touches, draw_visits

HISTORY_DAYS = 611  # 20 months: from May 2023 to December 2024


class Shop:
    """All that lasts longer than a day. Days count from the first of the history."""

    def __init__(
        self, home: Path, users: int, days: int, seed: int, first_day: date, events_format: str, parameters: Path
    ):
        self.planted = read_parameters(parameters)
        start, self.seed, self.days, self.truth = first_day - timedelta(HISTORY_DAYS), seed, days, home / "truth"
        self.landing = Landing(home, start, HISTORY_DAYS, HISTORY_DAYS + days, events_format)
        if self.landing.folder.exists():
            raise ValueError(f"{self.landing.folder} exists already: remove it, or choose another home.")
        self.first_midnight = (start - date(1970, 1, 1)).days * 86400
        rng, all_days = np.random.default_rng(seed), HISTORY_DAYS + days
        self.catalogue = draw_catalogue(rng, users, all_days)
        self.people = people = draw_people(rng, users, all_days, first_day.year)
        persons = draw_persons(seed, people, self.planted)
        elasticities = draw_elasticities(seed, self.catalogue, self.planted)
        self.prices, self.listed = draw_prices(rng, self.catalogue, elasticities.is_steady, all_days)
        own = (people, self.catalogue, persons, elasticities, self.planted, HISTORY_DAYS)
        self.plants = Plants.of(seed, self.truth, *own)
        units_a_day = float((people.visits_a_day * people.buys * (1 + people.extra_items)).sum())
        wanted = self.catalogue.popularity * factor_of_quality(self.catalogue, self.planted)
        self.stock = Stock(rng, self.catalogue, wanted, units_a_day)
        self.vocabulary = Vocabulary(self.catalogue, self.planted.search)
        self.again = chance_of_again(self.catalogue.quality, self.planted.quality)
        self.habits = Habits.of(users)
        self.guests = Guests(seed)
        self.merges = draw_merges(seed, people, HISTORY_DAYS, all_days)
        self.rates = draw_rates(seed, all_days, start.weekday(), HISTORY_DAYS)
        money = (self.rates, self.catalogue, self.listed, HISTORY_DAYS)
        self.books = Books(self.truth / "orders.csv", seed, all_days, self.first_midnight, *money)
        self.ledger: Counter = Counter()  # of dirt
        self.changed: dict[int, list[np.ndarray]] = defaultdict(list)  # users (positions) to deliver, by load day
        self.newest_order = ""
        self.granted: dict[str, np.ndarray] | None = None  # coupons that come with messages: of a closed loop alone

    def sell(self, day: int) -> None:
        """A day of the history: orders, what becomes of them and what is written about them, nothing else."""
        rng, today = np.random.default_rng([self.seed, day]), self.landing.calendar_day(day)
        weekday, season = today.weekday(), shop_season(today)
        self.rates.deliver(self.landing, day, self.first_midnight)
        self.landing.deliver("offers", day, offer_rows(day, self._midnight(day)))
        visits = draw_visits(rng, day, weekday, self.people, self.vocabulary, season, buyers_only=True)
        touches = self._draw_touches(rng, day, weekday, visits)
        units = draw_units(rng, touches)
        lines = form_lines(touches, units, np.ones(len(units), dtype=bool), self.prices[day])
        order_ids = self._deliver_orders(rng, day, visits, lines)
        self._deliver_reviews(rng, day, visits, lines, order_ids)
        self.people.note_orders(day, visits.user[lines.visit])

    def open(self, day: int) -> None:
        """A load day, with everything that a shop's files hold."""
        # A generator a day: what one day draws does not depend on how much another drew.
        rng, today = np.random.default_rng([self.seed, day]), self.landing.calendar_day(day)
        midnight, open_day = self._midnight(day), day - HISTORY_DAYS
        landing, people, habits = self.landing, self.people, self.habits
        self._deliver_records(rng, day, open_day)

        plants, price, factors = self.plants, self.prices[day], self.planted.left_carts
        plants.waits.open_day(day, price, self.stock.on_hand)
        plants.interests.begin(day, people)
        plants.contacts.open_day(day)
        self.changed[day].append(plants.consents.change(day, people))
        # Before today's messages: they work from tomorrow on.
        interest = habits.interest(day) * shop_season(today) * plants.waits.factor(factors.visits)
        eagerness = plants.contacts.factor_on_orders(day) * plants.waits.factor(factors.buys)
        gone, gone_day = self._send(rng, day)
        self.changed[day].append(plants.consents.leave(day, gone, gone_day, people))
        joined = np.flatnonzero(people.joined_day == day if open_day else people.joined_day <= day)
        landing.deliver("consents", day, plants.consents.rows(day, joined, people, self.first_midnight))
        self.changed[day] += [joined, self.merges.changed(day)]
        # A user is delivered once a day, however often it changed.
        changed_today = np.unique(np.concatenate(self.changed.pop(day)))
        merged_into = self.merges.merged_into(day, len(people))
        landing.deliver(
            "users", day, user_rows(people, changed_today, self.first_midnight, merged_into, plants.persons)
        )

        promotion = running_promotion(open_day)
        temptation = promotion.factor if promotion else 1.0
        visits, touches = self._draw_day(rng, day, interest, temptation, eagerness)
        wanted = self.catalogue.popularity * plants.elasticities.usual_factor(price)
        pursues = plants.interests.steer(day, visits, touches, wanted)
        touches, carts = plants.planner.plan(day, visits, touches, self.stock.on_hand)
        units = draw_units(rng, touches)
        kept = self.stock.take(touches.item[touches.wanted], units, visits.ordered[touches.visit[touches.wanted]])
        lines = form_lines(touches, units, kept, price)
        carts.is_gone[np.flatnonzero(touches.wanted)[~kept]] = True
        trace = trace_events(rng, visits, touches, lines, self.vocabulary, carts, pursues)
        order_ids = self._deliver_orders(rng, day, visits, lines)

        stamp = landing.date_of(day).replace("-", "")
        sign_ins = plants.devices.sign_in(day, midnight, stamp, visits, trace)
        landing.deliver("identities", day, sign_ins.links)
        events = event_rows(trace, visits, sign_ins, people, self.catalogue, self.vocabulary, price, stamp, midnight)
        deliver_events(rng, landing, day, events, trace.second, self.ledger)
        self.changed[day + 1].append(people.note_orders(day, visits.user[lines.visit]))
        self._deliver_reviews(rng, day, visits, lines, order_ids)
        habits.learn_visits(day, visits, trace)
        plants.learn_day(day, midnight, stamp, visits, touches, trace, lines, carts, people, self.catalogue, price)

        self.ledger += deliver_dirt(landing, day, self.newest_order)
        landing.close_day(day)

    def _midnight(self, day: int) -> int:
        return self.first_midnight + day * 86400

    def _deliver_records(self, rng: np.random.Generator, day: int, open_day: int) -> None:
        """What is on offer, at what price, and what is on the shelves."""
        landing, catalogue, midnight = self.landing, self.catalogue, self._midnight(day)
        landing.deliver("prices", day, price_rows(catalogue, self.prices, day, self.first_midnight, open_day == 0))
        self.rates.deliver(landing, day, self.first_midnight)
        landing.deliver("offers", day, offer_rows(day, midnight))
        landing.deliver("offers", day, promotion_rows(open_day, midnight))
        landing.deliver("stock_levels", day, self.stock.open_day(rng, day, midnight))
        relisted = find_relisted(catalogue, self.listed, day, is_first=open_day == 0)
        landing.deliver("items", day, item_rows(catalogue, relisted, self.listed[day], self.first_midnight))
        landing.deliver("categories", day, due_category_rows(catalogue, open_day, self.days))

    def _send(self, rng: np.random.Generator, day: int) -> tuple[np.ndarray, np.ndarray]:
        """Send the messages of a day; gives who unsubscribed (positions), and the day."""
        when, midnight = self.landing.calendar_day(day), self._midnight(day)
        own = (self.people, self.catalogue, self.habits, self.plants.contacts)
        return deliver_messages(rng, self.landing, day, when.weekday(), midnight, *own)

    def _draw_day(
        self, rng: np.random.Generator, day: int, interest: np.ndarray, temptation: float, eagerness: np.ndarray
    ) -> tuple[Visits, Touches]:
        """The visits of a load day, and what they look at and would buy; arguments as those of draw_visits."""
        weekday = self.landing.calendar_day(day).weekday()
        visits = draw_visits(rng, day, weekday, self.people, self.vocabulary, interest, temptation, eagerness)
        return visits, self._draw_touches(rng, day, weekday, visits)

    def _draw_touches(self, rng: np.random.Generator, day: int, weekday: int, visits: Visits) -> Touches:
        season = department_season(self.landing.calendar_day(day))
        price, elasticities = self.prices[day], self.plants.elasticities
        demand = Demand(self.catalogue, day, price, season, self.planted, elasticities)
        again = self.habits.pick_again(rng, visits, self.again * elasticities.usual_factor(price))
        return draw_touches(rng, weekday, visits, demand, self.plants.waits.pick(visits, again))

    def _deliver_orders(self, rng: np.random.Generator, day: int, visits: Visits, lines: Lines) -> np.ndarray:
        """Gives the order_ids."""
        own = (self.people, self.plants.persons, self.catalogue, visits, lines, self.books, self.guests)
        returned_of = self.planted.quality.returned_of
        order_ids = deliver_orders(rng, self.landing, day, self._midnight(day), *own, returned_of, self.granted)
        self.newest_order = next(iter(order_ids), self.newest_order)
        self.habits.learn_orders(day, visits, lines, self.catalogue.is_staple)
        return order_ids

    def _deliver_reviews(
        self, rng: np.random.Generator, day: int, visits: Visits, lines: Lines, order_ids: np.ndarray
    ) -> None:
        buyer = visits.user[lines.visit]
        user_ids = np.where(buyer >= 0, self.people.user_ids[buyer], None)
        bought = (user_ids, order_ids[lines.order], lines.item)
        deliver_reviews(rng, self.landing, day, self._midnight(day), self.catalogue, self.planted.reviews, *bought)
