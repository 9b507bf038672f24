"""The surest contexts, and what was found in plain words."""

from collections.abc import Mapping

import pyarrow as pa

from ml_assets.basket_rule_contexts.table import BASKET_RULE_CONTEXTS
from ml_assets.basket_rules.itemsets import require_whole
from ml_assets.columns import require_columns

SURE_Q_VALUE = 0.05


def surest_contexts(contexts: pa.Table, n: int) -> pa.Table:
    """Return at most `n` pairs and contexts with a q-value of at most 0.05, those first that later baskets
    confirm, then by q-value; of the two directions the one of lower id. contexts: BASKET_RULE_CONTEXTS."""
    rows = _list_once(contexts, n)
    found = [row for row in rows if row["q_value"] <= SURE_Q_VALUE]
    found.sort(key=lambda row: not row["is_confirmed"])
    return pa.Table.from_pylist(found[:n], BASKET_RULE_CONTEXTS)


def reversed_pairs(contexts: pa.Table, n: int) -> pa.Table:
    """Return at most `n` pairs whose direction turns round, with all contexts of the kind, one direction each."""
    found: dict[tuple, list[dict]] = {}
    for row in _list_once(contexts, n):
        if row["is_reversed"]:
            found.setdefault((row["antecedent"][0], row["consequent"][0], row["context_kind"]), []).append(row)
    rows = [row for parts in list(found.values())[:n] for row in sorted(parts, key=lambda row: row["context"])]
    return pa.Table.from_pylist(rows, BASKET_RULE_CONTEXTS)


def context_sentence(row: Mapping, names: Mapping[str, str]) -> str:
    """Return one row of BASKET_RULE_CONTEXTS in plain words. names: item id -> name; an id without one stands for
    itself."""
    left, right = (names.get(row[side][0]) or row[side][0] for side in ("antecedent", "consequent"))
    later = {
        True: "later orders confirm it",
        False: "later orders do not show it",
        None: "too few later orders to know",
    }
    return (
        f"{row['context']} ({row['context_kind'].replace('_', ' ')}): {left} and {right} are bought together "
        f"{_format_lift(row['inside_lift'])} ({row['inside_pair_count']:,} of {row['inside_basket_count']:,} orders), "
        f"elsewhere {_format_lift(row['outside_lift'])} ({row['outside_pair_count']:,} of "
        f"{row['outside_basket_count']:,}); {later[row['is_confirmed']]}."
    )


def reversal_sentence(row: Mapping, names: Mapping[str, str]) -> str:
    """Return the reversal of a pair, from any of its rows, in plain words."""
    left, right = (names.get(row[side][0]) or row[side][0] for side in ("antecedent", "consequent"))
    over_all, within = ("more", "less") if row["whole_lift"] > 1 else ("less", "more")
    later = "later orders confirm it" if row["is_reversal_confirmed"] else "later orders do not show it surely"
    return (
        f"{left} and {right} are bought together {over_all} often than chance over all orders, but {within} often "
        f"within every {row['context_kind'].replace('_', ' ')}: the whole misleads; {later}."
    )


def _list_once(contexts: pa.Table, n: int) -> list[dict]:
    require_columns(contexts, BASKET_RULE_CONTEXTS.names, "contexts")
    require_whole("n", n)
    return [row for row in contexts.to_pylist() if row["antecedent"] < row["consequent"]]


def _format_lift(lift: float | None) -> str:
    return "an unknown number of times" if lift is None else f"{lift:.1f} times as often as by chance"
