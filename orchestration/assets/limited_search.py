"""Searches that a morning bears: where a limit is reached, the next attempt looks for less, and the run says so."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

import pyarrow as pa

from ml_assets.basket_rules import LimitReachedError

Attempt = TypeVar("Attempt")


@dataclass(frozen=True)
class Found(Generic[Attempt]):
    """What was found, by which attempt, and the sentence that says what was left out and why, if anything was."""

    rows: pa.Table
    attempt: Attempt
    note: str | None


def search_within_limits(
    what: str,
    attempts: Iterable[Attempt],
    search: Callable[[Attempt], pa.Table],
    describe: Callable[[Attempt], str],
    shape: pa.Schema,
    say: Callable[[str], None],
) -> Found[Attempt]:
    """Return what the first attempt finds that stays within its limits; an empty table where none does.

    what, describe: the words for what is looked for and how an attempt does it ("at a support of 0.004"). A
    shop with huge baskets still gets its strongest rules, and is told what was left out.
    """
    limit = note = None
    for attempt in attempts:
        if limit:
            note = f"{what} are looked for {describe(attempt)} instead, since {limit}."
            say(note)
        try:
            return Found(search(attempt), attempt, note)
        except LimitReachedError as reached:
            limit = reached
    note = f"{what} are left out, since {limit}."
    say(note)
    return Found(shape.empty_table(), attempt, note)


def double_share(share: float, most: int | None = None) -> Iterator[float]:
    """Yield the share and its doublings, at most `most` of these; the last is 1."""
    yield share
    while share < 1 and most != 0:
        share = min(1.0, 2 * share)
        most = most and most - 1
        yield share
