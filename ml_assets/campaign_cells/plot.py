"""Plots of effects by cells."""

import numpy as np
import pyarrow as pa
from matplotlib.figure import Figure

from ml_assets.campaign_cells.table import CAMPAIGN_CELLS, OWN_FIGURE
from ml_assets.campaign_effects.table import MONEY
from ml_assets.columns import require_columns
from ml_assets.plots.canvas import ACCENT, INK, QUIET, draw_message, to_png

TITLE = "Whom do messages move?"
SHOWN_CELLS = 40


def draw_campaign_cells(cells: pa.Table) -> bytes:
    """Return a PNG: of the cells of most contacts, by trigger and trait, the shrunk effect on the amount by which a
    trigger pays, with its interval; those better left alone are red. cells: CAMPAIGN_CELLS."""
    require_columns(cells, CAMPAIGN_CELLS.names, "cells")
    known = [row for row in cells.to_pylist() if row["effect"] is not None and row["outcome"] in MONEY]
    if not known:
        return draw_message(TITLE, "No cell of people has enough contacts yet, both sent and held back.")
    known.sort(key=lambda row: -(row["sent_count"] + row["held_back_count"]))
    shown = sorted(known[:SHOWN_CELLS], key=lambda row: (row["trigger"], row["trait"], -row["effect"]))
    figure = Figure(figsize=(10, 1.8 + 0.28 * len(shown)), layout="constrained")
    figure.suptitle(summarize(known), x=0.01, ha="left", color=INK, fontsize=12, fontweight="bold")
    axes = figure.add_subplot()
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(colors=INK)
    places = np.arange(len(shown))[::-1]
    for place, row in zip(places, shown, strict=True):
        color = "#c0392b" if row["is_left_alone"] else ACCENT if row["status"] == OWN_FIGURE else QUIET
        axes.plot([row["valid_low"], row["valid_high"]], [place, place], color=color, linewidth=2)
        axes.plot([row["effect"]], [place], marker="o", color=color)
        axes.plot([row["own_effect"]], [place], marker="x", color="#f39c12", linestyle="none")
    axes.axvline(0, color=INK, linewidth=0.8)
    names = [f"{row['trigger']}, {row['trait']}: {row['trait_value']}".replace("_", " ") for row in shown]
    axes.set_yticks(places, names, fontsize=8, parse_math=False)
    axes.set_ylim(-0.8, len(shown) - 0.2)
    axes.set_xlabel(
        "brought by a contact: dot, shrunk to the trigger's, with its interval (red: better left alone; grey: plan\n"
        "with the figure for all); cross, as counted",
        color=INK,
    )
    return to_png(figure)


def summarize(known: list[dict[str, object]]) -> str:
    """Return the sentence above the plot."""
    alone = sum(row["is_left_alone"] for row in known)
    triggers = {row["trigger"] for row in known}
    apart = {row["trigger"] for row in known if row["status"] == OWN_FIGURE}
    left = f"{alone} of {len(known)} cells {'is' if alone == 1 else 'are'} better left alone"
    return f"{left};\ndistinguishing people surely pays in {len(apart)} of {len(triggers)} triggers."
