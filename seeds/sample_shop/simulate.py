"""The shop from its first day to its last, one day at a time.

A day is drawn, written and forgotten; only the users' habits, the stock, and rows that wait for a later load
day are carried over. So memory is that of one day's
events (measured: 665 MB for days of 530,000 events), and 100 million events need disk, not memory.
"""

from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

import numpy as np

from seeds.sample_shop.books import Books
from seeds.sample_shop.catalogue import draw_catalogue
from seeds.sample_shop.delays import deliver_events
from seeds.sample_shop.demand import Demand
from seeds.sample_shop.dirt import deliver_dirt
from seeds.sample_shop.events import draw_logins, event_rows, identity_rows, trace_events
from seeds.sample_shop.habits import Habits
from seeds.sample_shop.landing import Landing
from seeds.sample_shop.lines import draw_units, form_lines
from seeds.sample_shop.messages import deliver_messages
from seeds.sample_shop.orders import deliver_orders
from seeds.sample_shop.people import draw_people
from seeds.sample_shop.prices import draw_prices, offer_rows, price_rows
from seeds.sample_shop.rates import draw_rates
from seeds.sample_shop.records import RENAMED_CATEGORY, category_rows, item_rows, user_rows
from seeds.sample_shop.reviews import deliver_reviews
from seeds.sample_shop.stock import Stock
from seeds.sample_shop.truth import write_truth
from seeds.sample_shop.visits import draw_touches, draw_visits


def write_shop(
    home: str | Path,
    users: int = 3000,
    days: int = 120,
    seed: int = 7,
    first_day: str = "2025-01-01",
    events_format: str = "parquet",
) -> dict[str, int]:
    """Write HOME/landing/shop/ and HOME/truth/; the same arguments give the same bytes.

    Gives the number of rows of each table in its regular files; `events_format` is parquet, csv, csv.gz or
    jsonl. Raises ValueError for fewer than 100 users or 10 days (too few for an order a day and for all the
    dirt), and for a home that already holds a shop, whose files would mix with these.
    """
    if users < 100 or days < 10:
        raise ValueError(f"The sample shop needs at least 100 users and 10 days, not {users} and {days}.")
    home, start = Path(home), date.fromisoformat(first_day)
    landing = Landing(home, start, days, events_format)
    if landing.folder.exists():
        raise ValueError(f"{landing.folder} exists already: remove it, or choose another home.")
    first_midnight = (start - date(1970, 1, 1)).days * 86400

    rng = np.random.default_rng(seed)
    catalogue = draw_catalogue(rng, users, days)
    people = draw_people(rng, users, days, start.year)
    prices, listed = draw_prices(rng, catalogue, days)
    units_a_day = float((people.visits_a_day * people.buys * (1 + people.extra_items)).sum())
    stock = Stock(rng, catalogue, units_a_day)
    habits = Habits.of(users)
    rates = draw_rates(seed, days, start.weekday())
    books = Books(home / "truth" / "orders.csv", seed, days, first_midnight, rates, catalogue, listed)
    ledger: Counter = Counter()  # of dirt
    changed: dict[int, list[np.ndarray]] = defaultdict(list)  # users (positions) to deliver again, by load day

    for day in range(days):
        # A generator a day: what one day draws does not depend on how much another drew.
        rng = np.random.default_rng([seed, day])
        midnight, weekday = first_midnight + day * 86400, (start.weekday() + day) % 7
        landing.deliver("prices", day, price_rows(catalogue, prices, day, midnight))
        rates.deliver(landing, day, first_midnight)
        landing.deliver("offers", day, offer_rows(day, midnight))
        landing.deliver("stock_levels", day, stock.open_day(rng, day, midnight))
        relisted = catalogue.launch_day == day if day else catalogue.launch_day <= 0
        relisted = relisted | ((listed[day] != listed[max(day - 1, 0)]) & (catalogue.launch_day < day))
        landing.deliver("items", day, item_rows(catalogue, np.flatnonzero(relisted), listed[day], first_midnight))
        if day == 0:
            landing.deliver("categories", day, category_rows(catalogue, slice(None)))
        if day == days // 2:
            renamed = slice(RENAMED_CATEGORY, RENAMED_CATEGORY + 1)
            landing.deliver("categories", day, category_rows(catalogue, renamed, " and outdoor"))
        joined = people.joined_day == day if day else people.joined_day <= 0
        changed[day].append(np.flatnonzero(joined))

        interest = habits.interest(day)  # taken before today's messages: they work from tomorrow on
        gone, gone_day = deliver_messages(rng, landing, day, weekday, midnight, people, catalogue, habits)
        people.consent[gone] = False
        for on_day in np.unique(gone_day).tolist():
            changed[on_day].append(gone[gone_day == on_day])
        # A user is delivered once a day, however often it changed.
        changed_today = np.unique(np.concatenate(changed.pop(day)))
        landing.deliver("users", day, user_rows(people, changed_today, first_midnight))

        visits = draw_visits(rng, day, weekday, people, interest)
        touches = draw_touches(rng, weekday, visits, Demand(catalogue, day, prices[day], listed[day]))
        units = draw_units(rng, touches)
        kept = stock.take(touches.item[touches.wanted], units, visits.ordered[touches.visit[touches.wanted]])
        lines = form_lines(touches, units, kept, prices[day])
        trace = trace_events(rng, visits, touches, lines)
        order_ids = deliver_orders(rng, landing, day, midnight, people, catalogue, visits, lines, books)

        logins = draw_logins(rng, visits, trace, habits.linked, people)
        new, links = identity_rows(logins, people, midnight)
        habits.linked[new] = True
        landing.deliver("identities", day, links)
        stamp = landing.date_of(day).replace("-", "")
        events = event_rows(trace, visits, logins, people, catalogue, prices[day], stamp, midnight)
        deliver_events(rng, landing, day, events, trace.second, ledger)
        buyer = visits.user[lines.visit]
        first_buyers = np.unique(buyer[(buyer >= 0) & ~people.has_city[buyer]])
        people.has_city[first_buyers] = True
        changed[day + 1].append(first_buyers)
        user_ids = np.where(buyer >= 0, people.user_ids[buyer], None)
        deliver_reviews(rng, landing, day, midnight, catalogue, user_ids, order_ids[lines.order], lines.item)
        habits.learn(day, visits, trace, lines)

        ledger += deliver_dirt(landing, day, next(iter(order_ids), "d-none"))
        landing.close_day(day)

    write_truth(home / "truth", landing, catalogue, people, ledger)
    return dict(landing.row_count)
