"""Draws that are the same whatever the policy: all visits that a day could have, of which chances choose.

A visit that could be has all its draws already, its basket included. So a message changes whether the visit comes
and whether it buys, and nothing that is drawn for any other visit.
"""

from dataclasses import fields, replace

import numpy as np

from seeds.sample_shop.visits import Touches, Visits

LOOP_STREAM = 21
VISITS, COMING, ANSWERS = range(3)


def open_stream(seed: int, day: int, purpose: int) -> np.random.Generator:
    """The generator of a day and purpose."""
    return np.random.default_rng([seed, day, LOOP_STREAM, purpose])


def choose_visits(visits: Visits, touches: Touches, comes: np.ndarray, buys: np.ndarray) -> tuple[Visits, Touches]:
    """Of all visits that could be and would buy, those that come; of these some buy (both bool, by visit)."""
    visits = replace(visits, wishes=np.where(buys, visits.wishes, 0))
    kept = comes[touches.visit] & (~touches.wanted | buys[touches.visit])
    place = np.cumsum(comes) - 1
    touches = _take(touches, kept)
    return _take(visits, comes), replace(touches, visit=place[touches.visit])


def _take(rows: Visits | Touches, kept: np.ndarray) -> Visits | Touches:
    return type(rows)(**{field.name: getattr(rows, field.name)[kept] for field in fields(rows)})
