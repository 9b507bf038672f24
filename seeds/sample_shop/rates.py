"""What foreign money is worth on each day, and when the shop's files say so."""

from dataclasses import dataclass

import numpy as np

from seeds.sample_shop.landing import Landing, as_rows

CURRENCIES = ("EUR", "USD", "GBP")  # the shop's own first
FIRST_RATES = (10000, 9200, 11700)  # in 1/10000 of the shop's currency
RATES_STREAM = 2  # beside those of the first day
DAILY_CHANGE = 0.004
LATE_SHARE = 0.08  # rates that arrive some load days after the day they hold from
LATE_DAYS = (1, 4)
FIRST_POUNDS_ARRIVE = 3  # load days after the first: until then all orders in pounds wait for a rate
CORRECTED_SHARE = 0.05  # rates reported again a load day later, with another value


@dataclass(frozen=True)
class Rates:
    """Arrays over days and CURRENCIES; rates in 1/10000 of the shop's currency.

    reported: the rate as first reported. right: as reported in the end. arrival: the load day that first reports it,
    past the last day where none does. known: the rate that holds on a day, by all reports up to the last load day.
    """

    reported: np.ndarray
    right: np.ndarray
    arrival: np.ndarray
    known: np.ndarray

    def deliver(self, landing: Landing, day: int, first_midnight: int) -> None:
        """Put what is reported on a load day into the post: new rates, late ones and corrections."""
        corrected = (self.reported != self.right) & (self.arrival == day - 1)
        for rate, chosen in ((self.reported, self.arrival == day), (self.right, corrected)):
            valid_from, currency = np.nonzero(chosen)
            rows = as_rows(
                "exchange_rates",
                currency=np.array(CURRENCIES, dtype=object)[currency],
                rate=rate[valid_from, currency] / 10000,
                valid_from=first_midnight + valid_from * 86400,
            )
            landing.deliver("exchange_rates", day, rows)


def draw_rates(seed: int, days: int, first_weekday: int, opening: int) -> Rates:
    """Rates of working days, and of the first day; on other days the one before holds.

    Rates of days before `opening`, the first load day, come once, as they are in the end.
    """
    rng = np.random.default_rng([seed, 0, RATES_STREAM])
    shape = (days, len(CURRENCIES))
    walk = np.exp(np.cumsum(rng.normal(0, DAILY_CHANGE, shape), axis=0))
    right = np.round(np.array(FIRST_RATES) * walk).astype(np.int64)
    day = np.arange(days)[:, None]
    arrival = day + np.where(rng.random(shape) < LATE_SHARE, rng.integers(*LATE_DAYS, shape), 0)
    arrival[:opening] = day[:opening]
    arrival[: opening + FIRST_POUNDS_ARRIVE, 2] = opening + FIRST_POUNDS_ARRIVE
    arrival = np.where((first_weekday + day) % 7 >= 5, np.where(day > 0, days, arrival), arrival)
    right[:, 0], arrival[:, 0] = FIRST_RATES[0], days  # nobody reports what a euro is worth in euros
    is_corrected = (rng.random(shape) < CORRECTED_SHARE) & (day > opening)
    reported = right + np.where(is_corrected, right // 100, 0)
    last = np.where(arrival + 1 < days, right, reported)
    newest = np.maximum.accumulate(np.where(arrival < days, day, 0), axis=0)
    return Rates(reported, right, arrival, np.take_along_axis(last, newest, axis=0))


def exchange(cents: np.ndarray, rate: np.ndarray) -> np.ndarray:
    """Cents of the shop's currency as cents of another."""
    return (cents * FIRST_RATES[0] + rate // 2) // rate


def value(cents: np.ndarray, rate: np.ndarray) -> np.ndarray:
    """Cents of a currency as 1/10000 of the shop's currency, rounded half away from zero."""
    return divide(cents * rate, 100)


def divide(amount: np.ndarray, by: np.ndarray | int) -> np.ndarray:
    """Whole numbers divided and rounded, half away from zero."""
    return np.sign(amount) * ((2 * np.abs(amount) + by) // (2 * by))
