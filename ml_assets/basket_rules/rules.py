"""Rules "whoever buys these also buys those", with their counts, measures and tests."""

import math

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from scipy.stats import false_discovery_control

from ml_assets.basket_rules.itemsets import (
    frequent_itemsets,
    minimum_count,
    require_share,
    require_whole,
)
from ml_assets.basket_rules.lattice import Lattice
from ml_assets.basket_rules.limits import LimitReachedError
from ml_assets.basket_rules.measures import rule_measures
from ml_assets.basket_rules.splits import split_itemsets
from ml_assets.basket_rules.table import BASKET_RULES
from ml_assets.columns import require_columns, round_shares, significant
from ml_assets.fisher import fisher_p_values


def rules_from_itemsets(
    itemsets: pa.Table,
    min_confidence: float,
    consequent_length: int = 1,
    *,
    level: str = "item",
    max_rules: int = 1_000_000,
) -> pa.Table:
    """Return the rules of `itemsets` (as frequent_itemsets gives them, subsets included) as BASKET_RULES.

    A rule is kept where its confidence is at least `min_confidence`, compared in whole numbers. Its right
    side has at most `consequent_length` items. The q-values are over every rule tested, before the confidence
    filter: that filter picks by the same evidence, so a correction over the survivors only would be too kind.
    Sorted by lift, then pair_count (largest first), antecedent, consequent.

    Raises LimitReachedError where there are more than `max_rules` rules to test; ValueError on wrong input.
    """
    require_share("min_confidence", min_confidence)
    require_whole("consequent_length", consequent_length)
    require_whole("max_rules", max_rules)
    require_columns(itemsets, ["items", "item_count", "itemset_count", "basket_count"], "itemsets")
    lengths, sets = np.unique(np.asarray(itemsets["item_count"]), return_counts=True)
    _check_limit(dict(zip(lengths.tolist(), sets.tolist(), strict=True)), consequent_length, max_rules)
    lattice = Lattice(itemsets["items"])
    tested = split_itemsets(lattice, np.asarray(itemsets["itemset_count"]), consequent_length)
    if not len(tested.pair):
        return BASKET_RULES.empty_table()
    basket_count = pc.max(itemsets["basket_count"]).as_py()
    p_values = fisher_p_values(tested.antecedent_count, tested.consequent_count, tested.pair_count, basket_count)
    q_values = false_discovery_control(p_values, method="bh")

    # One exact threshold for each left count, instead of a division whose last bit decides.
    distinct, position = np.unique(tested.antecedent_count, return_inverse=True)
    needed = np.array([minimum_count(min_confidence, count) for count in distinct.tolist()])[position]
    kept = np.flatnonzero(tested.pair_count >= needed)
    rank = np.empty(len(lattice.order), dtype=np.int64)
    rank[lattice.order] = np.arange(len(rank))
    rules = tested.take(kept)
    measures = rule_measures(rules.antecedent_count, rules.consequent_count, rules.pair_count, basket_count)
    measures = {name: round_shares(values) for name, values in measures.items()}
    order = np.lexsort((rank[rules.consequent], rank[rules.antecedent], -rules.pair_count, -measures["lift"]))
    rules, kept = rules.take(order), kept[order]
    return pa.table(
        {
            "level": pa.repeat(level, len(kept)),
            "antecedent": itemsets["items"].take(pa.array(rules.antecedent)),
            "consequent": itemsets["items"].take(pa.array(rules.consequent)),
            "antecedent_count": rules.antecedent_count,
            "consequent_count": rules.consequent_count,
            "pair_count": rules.pair_count,
            "basket_count": np.full(len(kept), basket_count, dtype=np.int64),
            **{name: pa.array(values[order], from_pandas=True) for name, values in measures.items()},
            "p_value": significant(p_values[kept]),
            "q_value": significant(q_values[kept]),
            "is_redundant": rules.is_redundant,
        },
        schema=BASKET_RULES,
    )


def basket_rules(
    baskets: pa.Table,
    min_support: float,
    min_confidence: float,
    max_length: int | None = None,
    consequent_length: int = 1,
    *,
    min_count: int = 5,
    level: str = "item",
    max_itemsets: int = 200_000,
    max_lines: int = 5_000_000,
    max_steps: int = 3_000_000_000,
    max_rules: int = 1_000_000,
) -> pa.Table:
    """Return the association rules of `baskets` (basket_id, item_id) as BASKET_RULES.

    min_support: share of all baskets that hold both sides; min_count: and at least so many baskets, so that a
    small shop gets no rules from two or three orders. See frequent_itemsets and rules_from_itemsets.
    """
    itemsets = frequent_itemsets(
        baskets,
        min_support,
        max_length,
        min_count=min_count,
        max_itemsets=max_itemsets,
        max_lines=max_lines,
        max_steps=max_steps,
    )
    return rules_from_itemsets(itemsets, min_confidence, consequent_length, level=level, max_rules=max_rules)


def _check_limit(sets_by_length: dict[int, int], consequent_length: int, max_rules: int) -> None:
    """Count the rules to test before any is made: a set of 25 items alone would split in 33 million ways."""
    to_test = sum(
        sets * math.comb(length, right)
        for length, sets in sets_by_length.items()
        for right in range(1, min(consequent_length, length - 1) + 1)
    )
    if to_test > max_rules:
        raise LimitReachedError(
            f"{sum(sets_by_length.values()):,} itemsets give {to_test:,} rules to test, above the limit of "
            f"{max_rules:,}: raise min_support, set max_length, or raise max_rules"
        )
