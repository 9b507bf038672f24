"""The difference between those sent and those held back, plain and adjusted, with standard errors by person."""

from dataclasses import dataclass

import numpy as np

from ml_assets.campaign_effects.sums import Sums

FIXED = 1.959963984540054  # standard errors to each side of a fixed 95 % interval
FEWEST_USERS = 30  # sent, and held back
# Contacts whose outcome is not 0 that would be on the smaller side if sending did nothing: below, a sum of rare things
# is not yet near a normal one, however many there are on the other side.
FEWEST_EXPECTED = 10


@dataclass(frozen=True)
class Effects:
    """What sending changed a contact's outcome by, a row a row of sums; NaN where too little is known or all are equal.

    plain and plain_error: the difference of means and its standard error. adjusted and error: the same less what those
    sent and those held back differed by before. removed: the share of the variance that this took off. count: contacts.
    """

    sent_mean: np.ndarray
    held_back_mean: np.ndarray
    plain: np.ndarray
    plain_error: np.ndarray
    adjusted: np.ndarray
    error: np.ndarray
    removed: np.ndarray
    count: np.ndarray

    @property
    def is_known(self) -> np.ndarray:
        return np.isfinite(self.adjusted)


def has_enough(sums: Sums) -> np.ndarray:
    """Return of each row whether persons and outcomes suffice on both sides, by FEWEST_USERS and FEWEST_EXPECTED."""
    sent, held_back = sums.totals[:, 0], sums.totals[:, 3]
    expected = sums.happened * np.minimum(sent, held_back) / np.maximum(sent + held_back, 1)
    return (sums.users[:, 1:] >= FEWEST_USERS).all(axis=1) & (expected >= FEWEST_EXPECTED)


def estimate_effects(sums: Sums) -> Effects:
    """Return the effect of each row of `sums`.

    A person's influence on the difference of means is the sum over its contacts of (outcome - mean of its side) /
    (contacts of its side), negative where held back; the variance is the sum of their squares, times n / (n - 1) for n
    persons. The same holds for what was before; the adjusted difference is the plain one less the regression of it on
    the difference of before. Both errors allow for persons contacted often, and for persons always held back.
    """
    totals = sums.totals
    with np.errstate(all="ignore"):
        sent_mean, held_mean = totals[:, 1] / totals[:, 0], totals[:, 4] / totals[:, 3]
        outcome = _weights(totals, 1)
        before = _weights(totals, 2)
        # One person can tell nothing of how persons differ.
        correction = sums.users[:, 0] / np.where(sums.users[:, 0] > 1, sums.users[:, 0] - 1, np.nan)
        variance = correction * _form(outcome, sums.products, outcome)
        before_variance = correction * _form(before, sums.products, before)
        together = correction * _form(outcome, sums.products, before)
        plain = sent_mean - held_mean
        before_plain = totals[:, 2] / totals[:, 0] - totals[:, 5] / totals[:, 3]
        # What is equal for all has a variance of rounding alone.
        is_used = before_variance > 1e-12 * correction * _form(abs(before), sums.products, abs(before))
        slope = np.where(is_used, together / np.where(is_used, before_variance, 1), 0)
        left = np.maximum(variance - slope * together, 0)
        is_spread = left > 1e-12 * correction * _form(abs(outcome), sums.products, abs(outcome))
    enough = has_enough(sums) & is_spread

    def known(values: np.ndarray) -> np.ndarray:
        return np.where(enough, values, np.nan)

    return Effects(
        sent_mean,
        held_mean,
        known(plain),
        known(np.sqrt(np.where(enough, variance, np.nan))),
        known(plain - slope * before_plain),
        known(np.sqrt(left)),
        known(1 - left / np.where(enough, variance, np.nan)),
        totals[:, 0] + totals[:, 3],
    )


def _weights(totals: np.ndarray, place: int) -> np.ndarray:
    """(rows, 6): what each of a person's six numbers adds to its influence on a difference of means."""
    weights = np.zeros_like(totals)
    for first, sign in ((0, 1), (3, -1)):
        weights[:, first] = -sign * totals[:, first + place] / totals[:, first] ** 2
        weights[:, first + place] = sign / totals[:, first]
    return weights


def _form(left: np.ndarray, products: np.ndarray, right: np.ndarray) -> np.ndarray:
    return np.einsum("ri,rij,rj->r", left, products, right)
