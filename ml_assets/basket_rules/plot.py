"""Plots of association rules."""

from collections.abc import Mapping
from textwrap import fill

import numpy as np
import pyarrow as pa
from matplotlib.colors import LogNorm
from matplotlib.ticker import LogLocator, NullLocator, PercentFormatter

from ml_assets.basket_rules import BASKET_RULES, rule_sentence, strongest
from ml_assets.columns import require_columns
from ml_assets.plots.canvas import INK, draw_message, open_sheet, to_png

NOTHING_SURE = "No rule rests on 30 baskets and is surely no accident (q below 0.01)."


def draw_rule_map(rules: pa.Table, names: Mapping[str, str], labelled: int = 5) -> bytes:
    """Return a PNG: every rule by how many orders hold it (support) and how often it holds (confidence),
    coloured by lift, the `labelled` strongest numbered and written out below. rules: BASKET_RULES; names: id
    -> name."""
    require_columns(rules, BASKET_RULES.names, "rules")
    title = f"{rules.num_rows:,} rules: how common, how reliable, how surprising"
    if not rules.num_rows:
        return draw_message("Rules", "No rule: nothing is surely bought together more often than by chance.")
    figure, axes = open_sheet(10, 7.5, title)
    lift = np.maximum(np.asarray(rules["lift"]), 1e-6)
    order = np.argsort(lift, kind="stable")
    dots = axes.scatter(
        np.asarray(rules["support"])[order],
        np.asarray(rules["confidence"])[order],
        c=lift[order],
        s=16,
        alpha=0.75,
        linewidths=0,
        cmap="viridis_r",
        norm=LogNorm(min(lift.min(), 0.9), max(lift.max(), 1.1)),
    )
    axes.set_xscale("log")
    axes.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(PercentFormatter(1))
    axes.yaxis.set_major_formatter(PercentFormatter(1))
    axes.set_xlabel("orders that hold the whole rule (share of all orders)", color=INK)
    axes.set_ylabel("of the orders with the left side, how many also have the right side", color=INK)
    bar = figure.colorbar(dots, ax=axes, pad=0.02, format="%gx", ticks=_lift_ticks(lift))
    bar.minorticks_off()
    bar.set_label("lift: how many times as often as chance", color=INK)
    sentences = []
    for number, rule in enumerate(strongest(rules, labelled).to_pylist(), start=1):
        axes.annotate(
            str(number),
            (rule["support"], rule["confidence"]),
            ha="center",
            va="center",
            fontsize=9,
            fontweight="bold",
            color="white",
            bbox={"boxstyle": "circle,pad=0.25", "facecolor": "#c0392b", "edgecolor": "white"},
        )
        sentences.append(fill(f"{number}  {rule_sentence(rule, names)}", 130, subsequent_indent="    "))
    # An item's name may hold a dollar sign; it is no formula.
    figure.supxlabel("\n".join(sentences) or NOTHING_SURE, x=0.02, ha="left", fontsize=9, color=INK, parse_math=False)
    return to_png(figure)


def _lift_ticks(lift: np.ndarray) -> list[float]:
    steps = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]
    return [step for step in steps if min(lift.min(), 0.9) <= step <= max(lift.max(), 1.1)]
