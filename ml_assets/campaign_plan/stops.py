"""What stops an eligible candidate that got no place, and the first day without that."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from ml_assets.campaign_plan.rules import Budget

ONE_SIDE, STOCK = "one_side_a_day", "stock"
ONE_SIDE_WORDS = "the person is written to or held back today, and never both on a day"
STOCK_WORDS = "messages promise as much of the item already as its stock allows"
EPOCH = date(1970, 1, 1)


@dataclass(frozen=True)
class Stop:
    """Its name, the same in words, and of each candidate the first day without it (0: it stops it not)."""

    name: str
    words: str
    free_days: np.ndarray


def find_last_stops(stops: list[Stop], count: int) -> tuple[np.ndarray, np.ndarray]:
    """Return of each of `count` candidates the place of the stop that ends last (the first of equal ones; -1: none) and
    the day on which it ends."""
    which, until = np.full(count, -1), np.zeros(count, np.int64)
    for place, stop in enumerate(stops):
        is_later = stop.free_days > until
        which[is_later], until[is_later] = place, stop.free_days[is_later]
    return which, until


def stop_by_budget(budget: Budget, needed: np.ndarray, left: int, plan_day: int) -> Stop:
    """Return the stop of a budget; needed: the least that each candidate would take of it."""
    free_day = plan_day + 1 if budget.period == "day" else find_next_month(plan_day)
    most = f"{budget.most:,.2f}".removesuffix(".00")
    words = f"the budget of {most} for {budget.kind} a {budget.period} has not enough left"
    return Stop(budget.name, words, np.where(needed > left, free_day, 0))


def find_next_month(plan_day: int) -> int:
    """Return the first day of the next calendar month, as days since 1970."""
    day = name_day(plan_day)
    return ((day.replace(day=1) + timedelta(days=32)).replace(day=1) - EPOCH).days


def name_day(day: int) -> date:
    """Return days since 1970 as a date."""
    return EPOCH + timedelta(days=int(day))
