"""The strongest rules, and a rule in plain words."""

from collections.abc import Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from ml_assets.basket_rules.table import BASKET_RULES
from ml_assets.columns import require_columns

SURE_Q_VALUE = 0.01
ENOUGH_BASKETS = 30


def strongest(rules: pa.Table, n: int) -> pa.Table:
    """Return the `n` rules of highest lift among those with q below 0.01 and at least 30 baskets with both
    sides.

    Ties are broken by antecedent, then consequent. rules: BASKET_RULES, and of that shape comes back.
    """
    require_columns(rules, BASKET_RULES.names, "rules")
    if isinstance(n, bool) or not isinstance(n, int) or n < 0:
        raise ValueError(f"n must be a whole number of at least 0, got {n!r}")
    sure = rules.filter((pc.field("q_value") < SURE_Q_VALUE) & (pc.field("pair_count") >= ENOUGH_BASKETS))
    keys = zip(sure["lift"].to_pylist(), sure["antecedent"].to_pylist(), sure["consequent"].to_pylist(), strict=True)
    order = [row for row, _ in sorted(enumerate(keys), key=lambda row: (-row[1][0], *row[1][1:]))]
    return sure.take(pa.array(order[:n], pa.int64()))


def rule_sentence(rule: Mapping, names: Mapping[str, str]) -> str:
    """Return one rule (a row of BASKET_RULES, as from `to_pylist`) in plain words.

    names: item id -> name; an id without a name stands for itself.
    """
    left, right = (list_items(rule[side], names) for side in ("antecedent", "consequent"))
    overall = rule["consequent_count"] / rule["basket_count"]
    return (
        f"Of the {rule['antecedent_count']:,} orders with {left}, {rule['pair_count']:,} "
        f"({_percent(rule['confidence'])}) also have {right}; of all {rule['basket_count']:,} orders "
        f"{_percent(overall)} do: {_format_lift(rule['lift'])}."
    )


def list_items(items: Sequence[str], names: Mapping[str, str]) -> str:
    """Join the items' names: "bread", "bread and milk", "bread, milk and tea"."""
    words = [names.get(item) or item for item in items]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _format_lift(lift: float) -> str:
    if 0.95 <= lift < 1.05:
        return "about as often as chance would have it"
    return f"{lift:.1f} times as often" if lift >= 1.05 else f"only {lift:.2f} times as often"


def _percent(share: float) -> str:
    return f"{share:.1%}" if share < 0.1 else f"{share:.0%}"
