"""The planted pairs: what is true in this shop about two items in one basket, and where.

Whether a basket holds the left and the right item of a pair is drawn from a 2 x 2 table, whatever else is in
the basket: with P(left) = P(right) = p and P(both) = lift * p * p, the pair has exactly that lift where it is
drawn. Items 0 to 5 of the catalogue are kept for these draws and come into baskets in no other way.
"""

from dataclasses import dataclass

import numpy as np

EVENING = (18, 23)  # 18:00 to 22:59
FRIDAY = 4
MANY_CHANNEL = 2  # the channel in which both items of the turning pair are popular (people.CHANNELS)


@dataclass(frozen=True)
class Pair:
    """Two items and the table they are drawn from, in the context and elsewhere."""

    name: str
    left: int
    right: int
    context: str  # all, friday_evening or channel
    share: tuple[float, float]  # P(left) = P(right) inside and outside the context
    lift: tuple[float, float]


PAIRS = (
    # Holds everywhere: support 2.2 * 0.064 ** 2 = 0.9 %.
    Pair("global", 0, 1, "all", (0.064, 0.064), (2.2, 2.2)),
    # The items are equally popular at all times; only their being together changes.
    Pair("friday_evening", 2, 3, "friday_evening", (0.09, 0.09), (6.0, 1.0)),
    # Substitutes, so seldom together; but both sell mostly in one channel, so over all they look related.
    Pair("turning", 4, 5, "channel", (0.40, 0.06), (0.75, 0.35)),
)


def is_friday_evening(weekday: int, seconds: np.ndarray) -> np.ndarray:
    """Whether a second of a day (weekday 0 is Monday) lies in a Friday evening."""
    return (weekday == FRIDAY) & (seconds >= EVENING[0] * 3600) & (seconds < EVENING[1] * 3600)


def draw_planted(rng: np.random.Generator, weekday: int, seconds: np.ndarray, channel: np.ndarray) -> np.ndarray:
    """Which planted items each basket holds: bool (baskets, 6), from its time of order and its channel."""
    inside = {
        "all": np.ones(len(seconds), dtype=bool),
        "friday_evening": is_friday_evening(weekday, seconds),
        "channel": channel == MANY_CHANNEL,
    }
    wanted = np.zeros((len(seconds), 2 * len(PAIRS)), dtype=bool)
    for pair in PAIRS:
        share = np.where(inside[pair.context], *pair.share)
        both = np.where(inside[pair.context], *pair.lift) * share**2
        u = rng.random(len(seconds))
        wanted[:, pair.left] = u < share
        wanted[:, pair.right] = (u < both) | ((u >= share) & (u < 2 * share - both))
    return wanted
