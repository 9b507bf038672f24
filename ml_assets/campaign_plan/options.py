"""What each candidate may be sent with: its offers, their worth, and by chance a depth to learn from."""

from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

from ml_assets.campaign_plan.inputs import TEN_THOUSANDTHS, Codes, read_amounts
from ml_assets.campaign_plan.rules import Rules
from ml_assets.columns import read_numbers

UNKNOWN = -np.inf


@dataclass(frozen=True)
class Options:
    """Rows of offers as arrays: whose they are (place among the candidates), row, depth, cost, and worth.

    costs: ten thousandths. worths: by which they are ranked, in ten thousandths; UNKNOWN where margin or effect is.
    """

    candidates: np.ndarray
    rows: np.ndarray
    depths: np.ndarray
    costs: np.ndarray
    worths: np.ndarray

    def __getitem__(self, kept: np.ndarray) -> "Options":
        return Options(self.candidates[kept], self.rows[kept], self.depths[kept], self.costs[kept], self.worths[kept])


def read_options(offers: pa.Table, codes: Codes, numbers: np.ndarray) -> Options:
    """Return the offers of the candidates, sorted by candidate, depth, cost and name.

    numbers: of the candidates' keys, sorted.
    """
    asked = codes.number_keys(offers)
    at = np.searchsorted(numbers, asked)
    is_found = np.isin(asked, numbers)
    worths = np.round(read_numbers(offers, "expected_margin", "offers") * TEN_THOUSANDTHS)
    found = Options(
        candidates=at,
        rows=np.arange(offers.num_rows),
        depths=np.nan_to_num(read_numbers(offers, "depth_share", "offers")),
        costs=read_amounts(offers, "offer_cost"),
        worths=np.where(np.isnan(worths), UNKNOWN, worths),
    )[np.flatnonzero(is_found)]
    names = Codes(offers, ("offer",)).encode(offers, "offer")[found.rows]
    return found[np.lexsort((names, found.costs, found.depths, found.candidates))]


def find_best(options: Options, count: int) -> np.ndarray:
    """Return for each of `count` candidates the place of its option of most worth, the shallowest of equal ones; -1
    where it has none."""
    order = np.lexsort((options.depths, -options.worths, options.candidates))
    owners, first = np.unique(options.candidates[order], return_index=True)
    best = np.full(count, -1)
    best[owners] = order[first]
    return best


def explore_depths(
    options: Options, draws: np.ndarray, rules: Rules, best: np.ndarray, need_no_worth: np.ndarray
) -> tuple[Options, np.ndarray]:
    """Return the options worth their cost, of some candidates only one drawn by chance, and of which candidates.

    draws: two numbers a candidate. need_no_worth: whether its options may cost more than they bring. Of the share of
    candidates that may get a coupon or something else, one is drawn evenly, the message alone among them where it is
    allowed: only so is seen what a coupon does. What is expected to lose more than the rules let learning cost is not
    among them. The one drawn is ranked by the worth of the candidate's best option, so that it decides about nothing
    else.
    """
    may_lose = options.worths >= -np.round(rules.depth_explored_loss * TEN_THOUSANDTHS)
    drawable = np.flatnonzero(may_lose)
    owners = options.candidates[drawable]
    counts = np.bincount(owners, minlength=len(best))
    has_coupon = np.bincount(owners, options.depths[drawable] > 0, minlength=len(best)) > 0
    is_explored = (counts >= 2) & has_coupon & (draws[:, 0] < rules.depth_explored_share)
    place = np.arange(len(drawable)) - np.searchsorted(owners, owners)
    drawn = (draws[:, 1] * counts).astype(np.int64)
    kept = ~is_explored[options.candidates] & ((options.worths > 0) | need_no_worth[options.candidates])
    kept[drawable] |= is_explored[owners] & (place == drawn[owners])
    worths = np.where(is_explored[options.candidates], options.worths[best[options.candidates]], options.worths)
    return replace(options, worths=worths)[np.flatnonzero(kept)], is_explored
