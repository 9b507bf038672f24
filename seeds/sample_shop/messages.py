"""What the shop sends: triggers, a randomised control, and what a message truly changes.

The effect of a message sent is on the rate of visits of its user on the following days (and so on purchases);
a control has none. It differs by trigger and by price sensitivity, and for `welcome` there is none.
"""

import numpy as np
import pyarrow as pa

from seeds.sample_shop.catalogue import Catalogue
from seeds.sample_shop.contacts import Contacts
from seeds.sample_shop.habits import Habits
from seeds.sample_shop.landing import Landing, as_rows
from seeds.sample_shop.people import People
from seeds.sample_shop.prices import offer_code, valid_offers

CONTROL_SHARE = 0.3
EFFECT_DAYS = 3
# Trigger -> factor on the rate of visits by price sensitivity (low, middle, high).
EFFECTS = {
    "cart_abandoned": (1.8, 1.8, 1.8),
    "weekly_coupon": (1.0, 1.5, 2.2),
    "win_back": (2.0, 2.0, 2.0),
    "welcome": (1.0, 1.0, 1.0),
}
QUIET_DAYS = (21, 60)  # without a visit: time to win back; after that most are gone for good
WIN_BACK_SHARE = 0.04  # of quiet users, each day
COUPON_SHARE = 0.10  # of users, each Monday
DECIDED_SECOND = 9 * 3600
OPEN_SHARE = {"email": 0.25, "sms": 0.6, "push": 0.35}
CLICK_SHARE = 0.25  # of those opened
PREFERENCE = ("push", "email", "sms")  # the first the user consents to


def choose_receivers(
    rng: np.random.Generator, day: int, weekday: int, people: People, habits: Habits, rest_days: int
) -> tuple[np.ndarray, np.ndarray]:
    """Positions of the users addressed today and their trigger (position in EFFECTS); the first wins."""
    reachable = people.consent[:, :3].any(axis=1) & (people.joined_day < day)
    reachable &= day - habits.addressed >= rest_days
    quiet = day - habits.visited
    met = np.array(
        [
            (habits.carted == day - 1) & (habits.ordered < day - 1),
            (weekday == 0) & (rng.random(len(people)) < COUPON_SHARE),
            (quiet >= QUIET_DAYS[0]) & (quiet <= QUIET_DAYS[1]) & (rng.random(len(people)) < WIN_BACK_SHARE),
            people.joined_day == day - 1,
        ]
    )
    receivers = np.flatnonzero(reachable & met.any(axis=0))
    return receivers, met[:, receivers].argmax(axis=0)


def deliver_messages(
    rng: np.random.Generator,
    landing: Landing,
    day: int,
    weekday: int,
    midnight: int,
    people: People,
    catalogue: Catalogue,
    habits: Habits,
    contacts: Contacts,
) -> tuple[np.ndarray, np.ndarray]:
    """Send the messages of a day and start their effects; gives who unsubscribed (positions), and the day."""
    users, trigger = choose_receivers(rng, day, weekday, people, habits, contacts.planted.rest_days)
    n = len(users)
    control = rng.random(n) < CONTROL_SHARE
    habits.addressed[users] = day
    contacts.note(day, users[~control])
    effects = np.array(list(EFFECTS.values()))[trigger, people.sensitivity[users]]
    habits.effect[users] = np.where(control, 1.0, effects)
    habits.effect_until[users] = day + EFFECT_DAYS

    consent = people.consent[users][:, (2, 0, 1)]
    channel = np.array(PREFERENCE, dtype=object)[consent.argmax(axis=1)]
    sent = midnight + DECIDED_SECOND + rng.integers(60, 3600, n)
    opening = np.array([OPEN_SHARE[c] for c in channel], dtype=float)
    opened = ~control & (rng.random(n) < opening)
    opened_at = sent + rng.exponential(5 * 3600, n).astype(np.int64) + 20
    clicked = opened & (rng.random(n) < CLICK_SHARE)
    left = opened & ~clicked & (rng.random(n) < contacts.chance_to_leave(day)[users] / (1 - CLICK_SHARE))
    names = np.array(list(EFFECTS), dtype=object)[trigger]
    offers = [offer_code(o, day) for o in valid_offers(day)]
    stamp = landing.date_of(day).replace("-", "")
    items = np.where(names == "cart_abandoned", habits.carted_item[users], -1)

    columns = {
        "message_id": [f"m{stamp}-{i}" for i in range(n)],
        "user_id": people.user_ids[users],
        "trigger": names,
        "channel": channel,
        "item_id": [catalogue.item_ids[i] if i >= 0 else None for i in items],
        "offer_code": [
            offers[u % len(offers)] if t == "weekly_coupon" else None for u, t in zip(users, names, strict=True)
        ],
        "is_control": control,
        "decided_at": np.full(n, midnight + DECIDED_SECOND),
        "sent_at": pa.array(sent, mask=control),
    }
    return users[left], report_messages(landing, day, midnight, columns, opened, opened_at, clicked, left)


def report_messages(
    landing: Landing,
    day: int,
    midnight: int,
    columns: dict[str, object],
    opened: np.ndarray,
    opened_at: np.ndarray,
    clicked: np.ndarray,
    left: np.ndarray,
) -> np.ndarray:
    """Deliver the messages of a day, and what became of them; gives the days on which those who left did so.

    columns: of the messages, beside those about openings. What happens after midnight is reported by a new version of
    the message on the day it happens.
    """

    def rows_seen(known: np.ndarray) -> pa.Table:
        """The messages as known where `known`: with their openings, else without."""
        return as_rows(
            "messages",
            **columns,
            opened_at=pa.array(opened_at, mask=~(opened & known)),
            clicked_at=pa.array(opened_at + 30, mask=~(clicked & known)),
            unsubscribed_at=pa.array(opened_at + 60, mask=~(left & known)),
        )

    days_later = np.where(opened, (opened_at + 60 - midnight) // 86400, 0)
    landing.deliver("messages", day, rows_seen(days_later == 0))
    for days in range(1, 1 + int(days_later.max(initial=0))):
        landing.deliver("messages", day + days, rows_seen(days_later == days).filter(pa.array(days_later == days)))
    return day + days_later[left]
