"""Plots of rules in their contexts."""

from collections.abc import Mapping
from textwrap import fill

import numpy as np
import pyarrow as pa
from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator

from ml_assets.basket_rule_contexts import BASKET_RULE_CONTEXTS, reversed_pairs, surest_contexts
from ml_assets.basket_rules.strongest import list_items
from ml_assets.columns import require_columns
from ml_assets.plots.canvas import ACCENT, INK, QUIET, draw_message, open_sheet, to_png

# A pair that is never bought together has no place on a scale of ratios: it stands at the edge.
LEAST_LIFT = 0.05
TITLE = "Where items go together, and where they do not"


def draw_rule_contexts(contexts: pa.Table, names: Mapping[str, str], n: int = 10) -> bytes:
    """Return a PNG: for each of the `n` surest pairs and contexts, and then of two pairs whose direction turns
    round, the lift inside and outside the context, joined by a line. contexts: BASKET_RULE_CONTEXTS; names: id ->
    name."""
    require_columns(contexts, BASKET_RULE_CONTEXTS.names, "contexts")
    shown = [row for row in surest_contexts(contexts, n).to_pylist() if not row["is_reversed"]]
    shown += reversed_pairs(contexts, 2).to_pylist()
    if not shown:
        return draw_message(TITLE, "No pair of items is surely bought together more, or less, in any context.")
    figure, axes = open_sheet(11, 2.2 + 0.62 * len(shown), TITLE)
    places = np.arange(len(shown))[::-1]
    inside, outside = (
        np.array([max(row[f"{side}_lift"] or 0, LEAST_LIFT) for row in shown]) for side in ("inside", "outside")
    )
    axes.hlines(places, np.minimum(inside, outside), np.maximum(inside, outside), color=QUIET, linewidth=3, zorder=1)
    axes.scatter(outside, places, s=90, color="#f39c12", label="elsewhere", zorder=2)
    axes.scatter(inside, places, s=90, color=ACCENT, label="in this context", zorder=3)
    axes.axvline(1, color=INK, linewidth=1, linestyle=":", zorder=0)
    for place, row, right in zip(places, shown, np.maximum(inside, outside), strict=True):
        axes.annotate(
            _comment(row),
            (right, place),
            xytext=(10, 0),
            textcoords="offset points",
            va="center",
            fontsize=9,
            color=INK,
        )
    axes.set_yticks(places, [_label(row, names) for row in shown], fontsize=9, parse_math=False)
    axes.set_xscale("log")
    axes.set_xlim(min(inside.min(), outside.min()) / 1.3, max(inside.max(), outside.max()) * 3)
    axes.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(FuncFormatter(lambda lift, _: f"{lift:g}x"))
    axes.set_ylim(-0.6, len(shown) - 0.4)
    axes.set_xlabel("together, how many times as often as by chance (dotted: as often)", color=INK)
    axes.xaxis.grid(True, color=QUIET, alpha=0.3)
    axes.set_axisbelow(True)
    figure.legend(loc="outside lower right", ncols=2, frameon=False, fontsize=9)
    return to_png(figure)


def _label(row: Mapping, names: Mapping[str, str]) -> str:
    items = fill(list_items([*row["antecedent"], *row["consequent"]], names), 46)
    return f"{items}\n{row['context_kind'].replace('_', ' ')}: {row['context']}"


def _comment(row: Mapping) -> str:
    if row["is_reversed"]:
        return f"turns round: {row['whole_lift']:.1f} times over all"
    return {True: "confirmed later", False: "not seen later", None: "too few later orders"}[row["is_confirmed"]]
