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
    shop with huge baskets still gets its strongest rules, and logs what was left out.
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


def double_limit(limit: float, *, highest: float | None = None, most: int | None = None) -> Iterator[float]:
    """Yield the limit and its doublings: none above `highest`, which is the last, and at most `most` of them."""
    yield limit
    while limit != highest and most != 0:
        limit = 2 * limit if highest is None else min(highest, 2 * limit)
        most = most and most - 1
        yield limit
