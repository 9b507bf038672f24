"""Plots of how much of what users bought later the lists held."""

import numpy as np
import pyarrow as pa
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from ml_assets.columns import require_columns
from ml_assets.evaluation.table import MODEL_QUALITY
from ml_assets.plots.canvas import ACCENT, INK, QUIET, draw_message, to_png
from ml_assets.recommendations.evaluate import GATE, LENGTH, LISTS, model_name
from ml_assets.recommendations.rivals import RANKER

TITLE = f"How much of what users bought later was among their {LENGTH}?"


def draw_list_quality(quality: pa.Table) -> bytes:
    """Return a PNG: for each list a bar for the ranker, with its interval, and one for each simple list, the best on
    top. quality: MODEL_QUALITY."""
    require_columns(quality, MODEL_QUALITY.names, "quality")
    rows = [row for row in quality.to_pylist() if row["metric"] == GATE and row["naive_value"] is not None]
    found = {name: [row for row in rows if row["model"] == model_name(name)] for name in LISTS}
    found = {name: of for name, of in found.items() if of}
    if not found:
        return draw_message(TITLE, "Too little was bought on past dates to learn from or to judge.")
    figure = Figure(figsize=(8, 0.8 + 2.3 * len(found)), layout="constrained")
    figure.suptitle(TITLE, x=0.01, ha="left", color=INK, fontweight="bold")
    for axes, (name, of) in zip(np.atleast_1d(figure.subplots(len(found), 1)), found.items(), strict=True):
        bars = sorted([(of[0]["value"], RANKER), *((row["naive_value"], row["naive_model"]) for row in of)])
        places = np.arange(len(bars))
        axes.barh(places, [value for value, _ in bars], 0.65, color=[ACCENT if w == RANKER else QUIET for _, w in bars])
        [place] = [number for number, (_, who) in enumerate(bars) if who == RANKER]
        axes.plot([of[0]["value_low"], of[0]["value_high"]], [place, place], color=INK, linewidth=2)
        for number, (value, who) in enumerate(bars):
            end = of[0]["value_high"] if who == RANKER else value
            axes.annotate(
                f"{value:.1%}", (end, number), xytext=(6, 0), textcoords="offset points", va="center", color=INK
            )
        axes.set_yticks(places, [who.replace("_", " ") for _, who in bars])
        axes.set_title(f"{name}: {of[0]['user_count']:,} users", loc="left", color=INK, fontsize=10)
        axes.set_xlim(0, 1.15 * max(of[0]["value_high"], *(value for value, _ in bars)))
        axes.xaxis.set_major_formatter(PercentFormatter(1))
        axes.spines[["top", "right"]].set_visible(False)
        axes.tick_params(colors=INK)
    return to_png(figure)
