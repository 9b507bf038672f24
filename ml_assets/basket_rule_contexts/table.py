"""The table of rules in their contexts: its columns, and how it is filled."""

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa

from ml_assets.basket_rule_contexts.counts import Counts
from ml_assets.columns import column, round_shares, significant

# A later difference is confirmed at this p-value, and empty where none could be as small.
SURE_P_VALUE = 0.05
SIDES = ("inside", "outside")
PERIODS = {"": "earlier", "later_": "later"}
FIGURES = {
    "basket_count": (pa.int64(), "Baskets"),
    "antecedent_count": (pa.int64(), "Baskets with the left side"),
    "consequent_count": (pa.int64(), "Baskets with the right side"),
    "pair_count": (pa.int64(), "Baskets with both sides"),
    "support": (pa.float64(), "pair_count / basket_count"),
    "confidence": (pa.float64(), "pair_count / antecedent_count"),
    "lift": (pa.float64(), "How many times as often as chance both sides come together"),
}

BASKET_RULE_CONTEXTS = pa.schema(
    [
        column("antecedent", pa.list_(pa.string()), "Left side, as in basket_rules: one item."),
        column("consequent", pa.list_(pa.string()), "Right side, as in basket_rules: one item."),
        column("context_kind", pa.string(), "Kind of context: weekday, daypart, channel, user_group ..."),
        column("context", pa.string(), "The context; outside it are all other baskets of which the kind is known."),
        *(
            column(
                f"{period}{side}_{name}",
                kind,
                f"{words}, {side} the context, among the {PERIODS[period]} baskets"
                f"{'; empty where that divides by zero.' if kind == pa.float64() else '.'}",
                nullable=kind == pa.float64(),
            )
            for period in PERIODS
            for side in SIDES
            for name, (kind, words) in FIGURES.items()
        ),
        column(
            "association_ratio",
            pa.float64(),
            "How many times as strong the association is inside as outside, among the earlier baskets: the ratio of "
            "the odds ratios, half a basket added to each cell.",
        ),
        column("p_value", pa.float64(), "Zelen's exact test of equal odds ratios inside and outside, earlier baskets."),
        column(
            "q_value",
            pa.float64(),
            "p_value after Benjamini-Hochberg over every pair and context tried, those not shown included.",
        ),
        column(
            "later_p_value",
            pa.float64(),
            "The test on the later baskets, one-sided: a difference in the same direction as in the earlier ones. "
            "Empty where they are too few to know, and where the earlier ones showed none.",
            nullable=True,
        ),
        column(
            "is_confirmed",
            pa.bool_(),
            "Whether the later baskets show the difference too (later_p_value at most 0.05); empty where that is.",
            nullable=True,
        ),
        column("whole_lift", pa.float64(), "Lift over all contexts of the kind together, earlier baskets."),
        column(
            "is_reversed",
            pa.bool_(),
            "Simpson's paradox: over all contexts of the kind the sides attract each other and in every one they "
            "avoid each other, or the reverse; whole and parts each sure. Earlier baskets.",
        ),
        column(
            "is_reversal_confirmed",
            pa.bool_(),
            "Whether whole and parts are sure of these directions in the later baskets too; empty without reversal.",
            nullable=True,
        ),
    ]
)


def tabulate(
    pairs: Sequence[Sequence[str]],
    contexts: Sequence[tuple[str, str]],
    sides: Sequence[Counts],
    tests: Mapping[str, np.ndarray],
) -> pa.Table:
    """Return each pair in both directions as BASKET_RULE_CONTEXTS, in the order given.

    contexts: kind and value. sides: inside and outside, earlier and then later. tests: p_value, q_value,
    later_p_value (NaN where unknown), is_reversed and is_reversal_confirmed. One row of each a pair.
    """
    each = np.repeat(np.arange(len(pairs)), 2)
    both_ways = [counts.both_ways() for counts in sides]
    prefixes = [f"{period}{side}_" for period in PERIODS for side in SIDES]
    inside, outside, *_ = both_ways
    later_p = tests["later_p_value"][each]
    columns = {
        "antecedent": pa.array([[item] for pair in pairs for item in pair], pa.list_(pa.string())),
        "consequent": pa.array([[item] for pair in pairs for item in reversed(pair)], pa.list_(pa.string())),
        "context_kind": [contexts[row][0] for row in each],
        "context": [contexts[row][1] for row in each],
        **{
            prefix + name: values
            for prefix, counts in zip(prefixes, both_ways, strict=True)
            for name, values in _measure(counts).items()
        },
        "association_ratio": round_shares(inside.odds_ratio / outside.odds_ratio),
        "p_value": significant(tests["p_value"][each]),
        "q_value": significant(tests["q_value"][each]),
        "later_p_value": pa.array(significant(later_p), from_pandas=True),
        "is_confirmed": pa.array(later_p <= SURE_P_VALUE, mask=np.isnan(later_p)),
        "whole_lift": _measure(inside + outside)["lift"],
        "is_reversed": tests["is_reversed"][each],
        "is_reversal_confirmed": pa.array(tests["is_reversal_confirmed"][each], mask=~tests["is_reversed"][each]),
    }
    return pa.table(columns, schema=BASKET_RULE_CONTEXTS)


def _measure(counts: Counts) -> dict[str, np.ndarray | pa.Array]:
    return {
        "basket_count": counts.basket,
        "antecedent_count": counts.antecedent,
        "consequent_count": counts.consequent,
        "pair_count": counts.pair,
        "support": _divide(counts.pair, counts.basket),
        "confidence": _divide(counts.pair, counts.antecedent),
        "lift": _divide(counts.pair, counts.expected),
    }


def _divide(part: np.ndarray, whole: np.ndarray) -> pa.Array:
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = round_shares(part / whole)
    return pa.array(shares, mask=whole == 0)
