"""Whether distinguishing people pays: the Qini of cells that were ranked on other people.

Contacts of one half are taken cell by cell, the cells of highest effect in the other half first. What they gain above
what as many contacts at random would gain, averaged over all shares that could be contacted, is the Qini: 0 where the
same figure for all is as good.
"""

from dataclasses import dataclass

import numpy as np

from ml_assets.campaign_cells.shrink import shrink
from ml_assets.campaign_effects.difference import estimate_effects
from ml_assets.campaign_effects.sequence import widen
from ml_assets.campaign_effects.sums import Sums


@dataclass(frozen=True)
class Qini:
    """The Qini of a trigger, a contact, with its standard error, the traits that were taken, and persons and contacts
    behind it."""

    value: float
    error: float
    traits: tuple[str | None, ...]
    user_count: int
    contact_count: int

    @property
    def trait(self) -> str | None:
        """The trait that both halves chose; None where they chose different ones, or none."""
        return self.traits[0] if len(set(self.traits)) == 1 else None

    def find_interval(self, tuned_count: int) -> tuple[float, float]:
        """Return the ends of the interval that holds however often it is looked at."""
        width = self.error * float(widen(np.array(self.contact_count), tuned_count))
        return self.value - width, self.value + width


def measure_qini(ranks: np.ndarray, shares: np.ndarray, effects: np.ndarray, errors: np.ndarray) -> tuple[float, float]:
    """Return the Qini and its standard error of cells in the order of `ranks`, the highest first; equal ones as one.

    >>> measure_qini(np.array([2.0, 1.0]), np.array([0.5, 0.5]), np.array([4.0, 0.0]), np.array([1.0, 0.0]))
    (0.5, 0.125)
    """
    before = np.array([shares[ranks > rank].sum() for rank in ranks])
    tied = np.array([shares[ranks == rank].sum() for rank in ranks])
    weights = shares * (0.5 - before - tied / 2)
    return float(weights @ effects), float(np.sqrt((weights**2) @ errors**2))


def cross_qini(halves: tuple[dict[str, Sums], dict[str, Sums]]) -> Qini | None:
    """Return the Qini over two halves of the people, each ranked by what the other taught; None with too little data.

    Of either half: by trait the sums of its cells, the same cells in the same order in both. From the one half the
    trait by whose shrunk effects people differ most is taken; where none differs, all get the same figure.
    """
    found = [_evaluate(halves[0], halves[1]), _evaluate(halves[1], halves[0])]
    if None in found:
        return None
    values, errors, traits = zip(*found, strict=True)
    # Of any trait, a person stands in one cell.
    cells = [next(iter(half.values())) for half in halves]
    users = int(sum(sums.users[:, 0].sum() for sums in cells))
    contacts = int(sum(sums.totals[:, [0, 3]].sum() for sums in cells))
    return Qini(float(np.mean(values)), float(np.sqrt(np.square(errors).sum()) / 2), traits, users, contacts)


def _evaluate(learned: dict[str, Sums], other: dict[str, Sums]) -> tuple[float, float, str | None] | None:
    best, best_spread, best_ranks = None, 0.0, np.array([])
    is_known = False
    for trait, sums in learned.items():
        effects = estimate_effects(sums)
        known = effects.is_known
        if not known.any():
            continue
        is_known = True
        shrunk = shrink(effects.adjusted[known], effects.error[known], effects.count[known])
        # A cell of which too little is known is taken for the mean.
        ranks = np.full(len(sums), shrunk.mean)
        ranks[known] = shrunk.effects
        spread = float(np.average((ranks - shrunk.mean) ** 2, weights=effects.count))
        if spread > best_spread:
            best, best_spread, best_ranks = trait, spread, ranks
    if not is_known:
        return None
    if best is None:
        return 0.0, 0.0, None
    effects = estimate_effects(other[best])
    known = effects.is_known
    if not known.any():
        return None
    shares = effects.count[known] / effects.count[known].sum()
    return *measure_qini(best_ranks[known], shares, effects.adjusted[known], effects.error[known]), best
