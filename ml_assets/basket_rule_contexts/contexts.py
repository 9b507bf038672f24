"""Where and when a rule holds: each frequent pair of items inside and outside each context of its baskets."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from scipy.stats import false_discovery_control

from ml_assets.basket_rule_contexts.counts import Counts, count_by_context, mark_baskets
from ml_assets.basket_rule_contexts.homogeneity import Homogeneity, compare_associations
from ml_assets.basket_rule_contexts.kinds import mark_later, read_kinds
from ml_assets.basket_rule_contexts.reversals import find_reversals
from ml_assets.basket_rule_contexts.table import BASKET_RULE_CONTEXTS, SURE_P_VALUE, tabulate
from ml_assets.basket_rules import LimitReachedError, frequent_itemsets
from ml_assets.basket_rules.itemsets import require_share, require_whole
from ml_assets.columns import read_ids


def basket_rule_contexts(
    baskets: pa.Table,
    contexts: pa.Table,
    min_support: float,
    *,
    min_count: int = 5,
    max_q_value: float = 0.05,
    later_share: float = 1 / 3,
    max_itemsets: int = 200_000,
    max_lines: int = 5_000_000,
    max_tests: int = 2_000_000,
) -> pa.Table:
    """Return the pairs of items whose association differs between a context and the rest, as BASKET_RULE_CONTEXTS.

    baskets: one row per item in a basket (basket_id, item_id: text). contexts: one row per basket (basket_id: text,
    order_date: date), and a text column for each kind of context, null where it is not known; such a basket is
    neither inside nor outside. min_support, min_count: as in frequent_itemsets, of the earlier baskets of all
    contexts together, so that whether a pair is tried depends on nothing that the test looks at. later_share: of
    the baskets, the newest, which take no part in the search and confirm what it found.

    Two rows, one a direction, for each pair and context with a q-value of at most `max_q_value`, and for all
    contexts of a kind in which a pair's direction turns round. Surest first.

    Raises LimitReachedError where there are more than `max_tests` pairs and contexts to try, or as
    frequent_itemsets does; ValueError on wrong columns or settings.
    """
    for name, share in (("max_q_value", max_q_value), ("later_share", later_share)):
        require_share(name, share)
    require_whole("max_tests", max_tests)
    lines = pa.table({name: read_ids(baskets, name, "baskets") for name in ("basket_id", "item_id")})
    lines = lines.group_by(["basket_id", "item_id"]).aggregate([])
    basket_ids = pc.unique(lines["basket_id"])
    kinds, dates = read_kinds(contexts, basket_ids)
    is_later = mark_later(dates, later_share)
    earlier = lines.filter(pc.is_in(lines["basket_id"], basket_ids.filter(pa.array(~is_later))))
    itemsets = frequent_itemsets(
        earlier, min_support, 2, min_count=min_count, max_itemsets=max_itemsets, max_lines=max_lines
    )
    pairs = sorted(itemsets.filter(pc.field("item_count") == 2)["items"].to_pylist())
    named = [(kind.name, value) for kind in kinds for value in kind.values]
    if len(pairs) * len(named) > max_tests:
        raise LimitReachedError(
            f"{len(pairs):,} pairs in {len(named):,} contexts are more than the limit of {max_tests:,} to try: "
            "raise min_support, leave out a kind of context, or raise max_tests"
        )
    if not pairs or not named:
        return BASKET_RULE_CONTEXTS.empty_table()
    item_ids = pa.array(sorted({item for pair in pairs for item in pair}), pa.string())
    left, right = (pc.index_in(pa.array([pair[side] for pair in pairs]), item_ids).to_numpy() for side in (0, 1))
    marks = mark_baskets(lines, basket_ids, item_ids)

    def count(chosen: np.ndarray) -> list[Counts]:
        part = marks[chosen]
        return [count_by_context(part, kind.codes[chosen], len(kind.values), left, right) for kind in kinds]

    found, confirming = count(np.flatnonzero(~is_later)), count(np.flatnonzero(is_later))
    inside, outside = _set_apart(found)
    test = compare_associations(inside, outside)
    q_values = false_discovery_control(test.p_value)
    sizes = [len(kind.values) for kind in kinds]
    is_reversed, is_reversal_confirmed = (
        np.repeat(flags, sizes, axis=0).ravel() for flags in find_reversals(found, confirming)
    )
    rows = np.flatnonzero((q_values <= max_q_value) | is_reversed)
    rows = rows[np.argsort(q_values[rows], kind="stable")]
    is_found = q_values[rows] <= max_q_value
    later_inside, later_outside = (counts.take(rows) for counts in _set_apart(confirming))
    later_p = _confirm(test.is_stronger[rows], compare_associations(later_inside, later_outside))
    context_rows, pair_rows = np.divmod(rows, len(pairs))
    return tabulate(
        [pairs[row] for row in pair_rows],
        [named[row] for row in context_rows],
        [inside.take(rows), outside.take(rows), later_inside, later_outside],
        {
            "p_value": test.p_value[rows],
            "q_value": q_values[rows],
            "later_p_value": np.where(is_found, later_p, np.nan),
            "is_reversed": is_reversed[rows],
            "is_reversal_confirmed": is_reversal_confirmed[rows],
        },
    )


def _set_apart(kinds: list[Counts]) -> tuple[Counts, Counts]:
    """Return the counts inside and outside each context: one dimension, context by context, pair by pair."""
    inside = Counts.join([parts.flatten() for parts in kinds])
    outside = Counts.join([(parts.total() - parts).flatten() for parts in kinds])
    return inside, outside


def _confirm(is_stronger: np.ndarray, later: Homogeneity) -> np.ndarray:
    """Return the later p-values in the direction found, NaN where none could have been at most 0.05."""
    p_values = np.where(is_stronger, later.stronger_p, later.weaker_p)
    smallest = np.where(is_stronger, later.smallest_stronger_p, later.smallest_weaker_p)
    return np.where(smallest <= SURE_P_VALUE, p_values, np.nan)
