"""Who visits on a day, when and how; and what each visit looks at and wants to buy."""

from dataclasses import dataclass

import numpy as np

from seeds.sample_shop.catalogue import BRANDS
from seeds.sample_shop.demand import CLASSES, Demand, class_of
from seeds.sample_shop.people import CHANNEL_SHARE, CHANNELS, REGIONS, People, draw_within
from seeds.sample_shop.planted import draw_planted
from seeds.sample_shop.searches import Vocabulary

WEEKDAY = (0.95, 0.9, 0.9, 0.95, 1.15, 1.1, 1.05)  # Monday to Sunday
# Visits by hour: on weekdays a small peak at noon and a big one in the evening, at weekends a broad day.
HOUR_WEEKDAY = (1, 0.5, 0.3, 0.2, 0.2, 0.4, 1, 2, 3, 3.5, 3.5, 4, 6, 5, 3.5, 3.5, 4, 5, 7, 9, 10, 9, 6, 3)
HOUR_WEEKEND = (2, 1, 0.5, 0.3, 0.2, 0.3, 0.5, 1, 2, 4, 6, 7, 6, 6, 6, 6, 6, 6, 6, 7, 7, 6, 5, 3)
STRANGER_SHARE = 1.5  # visits by people who never log in, for each visit by a user
STRANGER_BUYS = 0.006  # of which some buy as guests
EXTRA_LOOKS = 1.1  # items looked at beyond the first, on average, beside those bought
LOYAL_TO_CHANNEL = 0.85
NO_FAVOURITE = -1
MINI_PROGRAM = CHANNELS.index("mini_program")  # on phones alone
DEVICES = ("phone", "tablet", "desktop")
DEVICE_SHARE = np.array([[0.9, 0.1, 0.0], [0.25, 0.1, 0.65], [1.0, 0.0, 0.0]])  # by channel


@dataclass
class Visits:
    """Arrays over the visits of a day, by start; seconds count from midnight. `user` is -1 for a stranger."""

    user: np.ndarray
    start: np.ndarray
    pace: np.ndarray  # seconds from one item to the next
    channel: np.ndarray
    device: np.ndarray
    region: np.ndarray
    looks: np.ndarray  # items looked at without a wish to buy
    wishes: np.ndarray  # size of the basket wanted, 0 for none
    ordered: np.ndarray  # second of the order; meaningful where wishes > 0
    taste_class: np.ndarray
    shelf: np.ndarray  # the favourite one
    brand: np.ndarray  # the favourite one
    unfound: np.ndarray  # number of a term searched first that finds nothing, -1 for none

    def __len__(self) -> int:
        return len(self.user)


@dataclass
class Touches:
    """Arrays over the items looked at or bought: which visit, which item, when, and whether it is in the basket."""

    visit: np.ndarray
    item: np.ndarray
    second: np.ndarray
    wanted: np.ndarray


@dataclass
class Carts:
    """What is put into carts without a wish to buy (left_carts.py): arrays over touches, then over visits."""

    carted: np.ndarray
    wished: np.ndarray  # would be marked as a favourite if it were out of stock
    is_gone: np.ndarray  # wanted, and out of stock
    at_checkout: np.ndarray  # reaches the check-out
    reason: np.ndarray  # position in REASONS, -1 without a cart
    is_shown: np.ndarray  # shaped by the reason


def draw_visits(
    rng: np.random.Generator,
    day: int,
    weekday: int,
    people: People,
    vocabulary: Vocabulary,
    interest: np.ndarray | float,
    temptation: float = 1.0,
    eagerness: np.ndarray | float = 1.0,
    buyers_only: bool = False,
) -> Visits:
    """The visits of a day, or only those that buy.

    `interest` (users) multiplies the rate of visits: the season, and the effect of messages. `temptation` multiplies
    the chance that a visit buys, and `eagerness` (users) that of a user's own.
    """
    present = (people.joined_day < day) & (day < people.leaving_day)
    rate = people.visits_a_day * present * people.interest(day) * interest * WEEKDAY[weekday]
    buys, stranger_buys = people.buys * eagerness * temptation, STRANGER_BUYS * temptation
    user = np.repeat(np.arange(len(people)), rng.poisson(rate * buys if buyers_only else rate))
    strangers = rng.poisson(rate.sum() * STRANGER_SHARE * (stranger_buys if buyers_only else 1))
    user = np.concatenate([user, np.full(strangers, -1)])
    n, known = len(user), user >= 0

    hours = np.array(HOUR_WEEKEND if weekday >= 5 else HOUR_WEEKDAY, dtype=float)
    hour = np.searchsorted(np.cumsum(hours / hours.sum()), rng.random(n)).clip(0, 23)
    start = hour * 3600 + rng.integers(0, 3600, n)
    buying = buyers_only | (rng.random(n) < np.where(known, buys[user], stranger_buys))
    wishes = np.where(buying, 1 + rng.poisson(np.where(known, people.extra_items[user], 1.0)), 0)
    looks = rng.geometric(1 / (1 + EXTRA_LOOKS), n) - buying
    unfound = vocabulary.draw_unfound(rng, n)
    looks[(unfound >= 0) & ~buying & (rng.random(n) < vocabulary.search.leaving_share)] = 0
    pace = rng.lognormal(np.log(35), 0.4, n).clip(20, 120).astype(np.int64)
    # Buyers finish before midnight, so that price, stock and day of an order are those of its visit.
    minutes = (looks + wishes + 4) * pace + 60
    start = np.where(buying, np.minimum(start, 86399 - minutes), start)

    order = np.argsort(start, kind="stable")
    user, start, pace, looks, wishes, minutes, unfound = (
        a[order] for a in (user, start, pace, looks, wishes, minutes, unfound)
    )
    known = user >= 0
    random_channel = rng.choice(len(CHANNELS), n, p=CHANNEL_SHARE)
    stays = known & (rng.random(n) < LOYAL_TO_CHANNEL)
    channel = np.where(stays, people.channel[user], random_channel)
    own_class = class_of(people.taste, people.level, people.sensitivity)
    taste_class = np.where(known, own_class[user], rng.integers(0, CLASSES, n))
    return Visits(
        user=user,
        start=start,
        pace=pace,
        channel=channel,
        device=draw_within(rng, DEVICE_SHARE[channel]),
        region=np.where(known, people.region[user], rng.integers(0, len(REGIONS), n)),
        looks=looks,
        wishes=wishes,
        ordered=start + minutes,
        taste_class=taste_class,
        shelf=np.where(known, people.shelf[user], taste_class // 9 * 3 + rng.integers(0, 3, n)),
        brand=np.where(known, people.brand[user], rng.integers(0, len(BRANDS), n)),
        unfound=unfound,
    )


def draw_touches(rng: np.random.Generator, weekday: int, visits: Visits, demand: Demand, again: np.ndarray) -> Touches:
    """What each visit looks at: first what it only views, then its basket; an item once a basket.

    again: by visit, an item that is bought once more where the visit buys; -1 for none.
    """
    taste = visits.taste_class, visits.shelf, visits.brand
    look_visit = np.repeat(np.arange(len(visits)), visits.looks)
    look_item = demand.pick(rng, demand.browsing, *(of[look_visit] for of in taste))
    look_place = count_up(visits.looks)

    buyer = np.flatnonzero(visits.wishes)
    size = visits.wishes[buyer]
    basket, place = np.repeat(np.arange(len(buyer)), size), count_up(size)
    # One thing of a basket is picked by taste: two would meet in baskets far more often than the planted pairs do.
    classes, *favourites = (of[np.repeat(buyer, size)] for of in taste)
    by_taste = place == size[basket] - 1
    item = demand.pick(rng, demand.baskets, classes, *(np.where(by_taste, of, NO_FAVOURITE) for of in favourites))
    # Planted items take the first places of a basket; where it is too small they come on top.
    planted = draw_planted(rng, weekday, visits.ordered[buyer], visits.channel[buyer])
    which, planted_item = np.nonzero(planted)
    seat = (np.cumsum(planted, axis=1) - 1)[which, planted_item]
    seated = seat < size[which]
    item[(np.cumsum(size) - size)[which[seated]] + seat[seated]] = planted_item[seated]
    basket = np.concatenate([basket, which[~seated]])
    item = np.concatenate([item, planted_item[~seated]])
    # `minutes` of draw_visits leaves room for two items more than wished.
    place = np.concatenate([place, np.minimum(seat, size[which] + 1)[~seated]])
    staple = np.flatnonzero(again[buyer] >= 0)
    basket, item = np.concatenate([basket, staple]), np.concatenate([item, again[buyer[staple]]])
    place = np.concatenate([place, size[staple]])

    _, first = np.unique(basket * demand.items + item, return_index=True)
    wish_visit, item, place = (
        buyer[basket[first]],
        item[first],
        place[first] + visits.looks[buyer[basket[first]]],
    )
    visit = np.concatenate([look_visit, wish_visit])
    ordinal = np.concatenate([look_place, place])
    jitter = rng.integers(0, 8, len(visit))
    return Touches(
        visit=visit,
        item=np.concatenate([look_item, item]),
        second=visits.start[visit] + ordinal * visits.pace[visit] + jitter,
        wanted=np.arange(len(visit)) >= len(look_visit),
    )


def count_up(sizes: np.ndarray) -> np.ndarray:
    """0 .. size-1 for each size, end to end."""
    return np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
