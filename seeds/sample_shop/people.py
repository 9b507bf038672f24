"""Who comes to the shop: users with a latent group, a price sensitivity, habits, and attributes."""

from dataclasses import dataclass

import numpy as np

from seeds.sample_shop.catalogue import BRANDS, TREE

GROUPS = ("high_value", "high_quality", "ordinary", "low_contribution")
GROUP_SHARE = (0.10, 0.20, 0.45, 0.25)
# What a group drives. Visits a day, the chance that a visit buys, items in a basket beyond the first. The first and the
# last differ within a group too, for good, by gamma distributions of these shapes: the less, the more they differ.
GROUP_VISITS = (0.29, 0.20, 0.16, 0.13)
GROUP_BUYS = (0.080, 0.064, 0.053, 0.037)
VISITS_SHAPE, EXTRA_ITEMS_SHAPE = 1.5, 1.5
# Interest comes and goes in waves of so many days, by so much of its mean.
WAVE_DAYS, WAVE_HEIGHT = (150, 300), 0.8
MOST_ORDERS_A_YEAR = 5.5  # of the keenest user of an occupation that buys as the mean, on average
GROUP_EXTRA_ITEMS = (2.5, 1.9, 1.8, 1.0)
MOST_EXTRA_ITEMS = 8
GROUP_LEVEL = (
    (0.1, 0.4, 0.5),
    (0.05, 0.25, 0.7),
    (0.25, 0.6, 0.15),
    (0.75, 0.2, 0.05),
)  # low, middle, high prices
GROUP_SENSITIVE = ((0.5, 0.4, 0.1), (0.6, 0.3, 0.1), (0.3, 0.4, 0.3), (0.1, 0.3, 0.6))
GROUP_STAY_DAYS = (1000, 800, 500, 300)  # mean days before a user leaves for good
ONCE_SHARE = 0.35  # of buyers: they have what they came for, and leave after their first order
# The one attribute that predicts who buys: a factor on the chance that a visit buys. The others predict nothing.
OCCUPATION_BUYS = {
    "student": 0.2,
    "teacher": 0.5,
    "nurse": 0.8,
    "clerk": 1.0,
    "engineer": 1.7,
    "manager": 2.6,
}
GENDERS = ("female", "male", "diverse")
REGIONS = ("north", "south", "east", "west", "centre")
CITIES = (
    *("Aldhaven", "Brookport", "Cranmouth"),
    *("Dunfield", "Eastmere", "Fairholt"),
    *("Grimsay", "Hartwell", "Inverley"),
    *("Jarrowby", "Kelstone", "Lowbridge"),
    *("Marlow", "Norwick", "Oakhurst"),
)
CHANNELS = ("app", "web", "mini_program")
CHANNEL_SHARE = (0.45, 0.35, 0.20)
JOINED_BEFORE = 0.25  # share of users registered before the first day
COOKIE_SHARE = 0.45  # users who browse under an anonymous_id until they log in
REFERRED_SHARE = 0.15
CONSENTS = ("email", "sms", "push", "ads")
CONSENT_SHARE = (0.7, 0.3, 0.5, 0.4)


@dataclass
class People:
    """Arrays over users; days count from the first day. Only `consent`, `has_city` and `leaving_day` change while the
    shop runs."""

    user_ids: np.ndarray
    cookies: np.ndarray  # anonymous_id, or None for users who are always logged in
    group: np.ndarray
    level: np.ndarray  # preferred price level: 0 low, 1 middle, 2 high
    sensitivity: np.ndarray  # price sensitivity: 0 low, 1 middle, 2 high
    taste: np.ndarray  # favourite department
    shelf: np.ndarray  # favourite shelf, of that department
    brand: np.ndarray  # favourite brand
    channel: np.ndarray
    region: np.ndarray
    city: np.ndarray
    gender: np.ndarray
    occupation: np.ndarray
    birth_year: np.ndarray
    joined_day: np.ndarray
    joined_second: np.ndarray
    leaving_day: np.ndarray
    referrer: np.ndarray  # position of the referring user, -1 for none
    visits_a_day: np.ndarray
    wave_days: np.ndarray
    wave_start: np.ndarray
    buys: np.ndarray
    extra_items: np.ndarray
    buys_once: np.ndarray  # leaves after the first order
    consent: np.ndarray  # (users, 4) bool, in the order of CONSENTS
    has_city: np.ndarray  # the shop knows the city: it asks for it with the first order

    def __len__(self) -> int:
        return len(self.user_ids)

    def note_orders(self, day: int, buyers: np.ndarray) -> np.ndarray:
        """Those of the buyers (positions, -1 for a guest) who buy for the first time: from now on the shop knows their
        city; some leave."""
        first_buyers = np.unique(buyers[(buyers >= 0) & ~self.has_city[buyers]])
        self.has_city[first_buyers] = True
        leaving = first_buyers[self.buys_once[first_buyers]]
        self.leaving_day[leaving] = np.minimum(self.leaving_day[leaving], day + 1)
        return first_buyers

    def interest(self, day: int) -> np.ndarray:
        """By user: the factor on the rate of visits that a day of their wave brings."""
        return 1 + WAVE_HEIGHT * np.sin(2 * np.pi * (day / self.wave_days + self.wave_start))


def draw_within(rng: np.random.Generator, shares: np.ndarray) -> np.ndarray:
    """One position a row of `shares` (n, k), by its shares; rows sum to 1."""
    positions = (rng.random((len(shares), 1)) > np.cumsum(shares, axis=1)).sum(axis=1)
    return np.minimum(positions, shares.shape[1] - 1)


def draw_people(rng: np.random.Generator, users: int, days: int, first_year: int) -> People:
    """The users of the shop, ordered by when they joined."""
    group = rng.choice(len(GROUPS), users, p=GROUP_SHARE)
    occupation = rng.integers(0, len(OCCUPATION_BUYS), users)
    joined_day = np.where(rng.random(users) < JOINED_BEFORE, -rng.integers(1, 720, users), rng.integers(0, days, users))
    joined_day.sort()
    stay = rng.exponential(np.array(GROUP_STAY_DAYS)[group]) + 1
    referrer = (rng.random(users) * np.arange(users)).astype(np.int64)
    referrer[(rng.random(users) > REFERRED_SHARE) | (joined_day[referrer] >= joined_day)] = -1
    city = rng.integers(0, len(CITIES), users)
    buys = np.array(GROUP_BUYS)[group] * np.array(list(OCCUPATION_BUYS.values()))[occupation]
    visits_a_day = np.array(GROUP_VISITS)[group] * rng.gamma(VISITS_SHAPE, 1 / VISITS_SHAPE, users)
    taste = rng.integers(0, len(TREE), users)
    extra_items = np.array(GROUP_EXTRA_ITEMS)[group] * rng.gamma(EXTRA_ITEMS_SHAPE, 1 / EXTRA_ITEMS_SHAPE, users)
    user_ids = np.array([f"u{i:06d}" for i in range(users)], dtype=object)
    has_cookie = rng.random(users) < COOKIE_SHARE
    return People(
        user_ids=user_ids,
        cookies=np.array([f"a{i:06d}" if has else None for i, has in enumerate(has_cookie)], dtype=object),
        group=group,
        level=draw_within(rng, np.array(GROUP_LEVEL)[group]),
        sensitivity=draw_within(rng, np.array(GROUP_SENSITIVE)[group]),
        taste=taste,
        shelf=taste * 3 + rng.integers(0, 3, users),
        brand=rng.integers(0, len(BRANDS), users),
        channel=rng.choice(len(CHANNELS), users, p=CHANNEL_SHARE),
        region=city // 3,
        city=city,
        gender=rng.choice(len(GENDERS), users, p=(0.5, 0.48, 0.02)),
        occupation=occupation,
        birth_year=first_year - rng.integers(18, 76, users),
        joined_day=joined_day,
        joined_second=rng.integers(7 * 3600, 22 * 3600, users),
        # The clock of leaving starts on the first day: those who left earlier would be empty rows.
        leaving_day=(np.maximum(joined_day, 0) + stay).astype(np.int64),
        referrer=referrer,
        visits_a_day=np.minimum(visits_a_day, MOST_ORDERS_A_YEAR / 365 / np.array(GROUP_BUYS)[group]),
        wave_days=rng.uniform(*WAVE_DAYS, users),
        wave_start=rng.uniform(0, 1, users),
        buys=buys,
        extra_items=np.minimum(extra_items, MOST_EXTRA_ITEMS),
        buys_once=rng.random(users) < ONCE_SHARE,
        consent=rng.random((users, len(CONSENTS))) < np.array(CONSENT_SHARE),
        has_city=np.zeros(users, dtype=bool),
    )
