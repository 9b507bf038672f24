"""Plots of sequences of purchases."""

from collections.abc import Mapping
from textwrap import fill

import numpy as np
import pyarrow as pa

from ml_assets.columns import require_columns
from ml_assets.next_purchases import NEXT_PURCHASES, commonest_replenishments, strongest_sequences
from ml_assets.plots.canvas import ACCENT, INK, QUIET, draw_message, open_sheet, to_png

TITLE = "How many days until the next purchase?"


def draw_gaps(sequences: pa.Table, names: Mapping[str, str], n: int = 8) -> bytes:
    """Return a PNG: the days from an item to the next, the middle half as a bar and the median as a mark, of the
    `n` strongest sequences and the `n` commonest replenishments. sequences: NEXT_PURCHASES; names: id -> name."""
    require_columns(sequences, NEXT_PURCHASES.names, "sequences")
    shown = [*strongest_sequences(sequences, n).to_pylist(), *commonest_replenishments(sequences, n).to_pylist()]
    if not shown:
        return draw_message(
            TITLE, "Nothing is surely bought after another item, or again, more often than it would be anyway."
        )
    figure, axes = open_sheet(11, 1.8 + 0.62 * len(shown), TITLE)
    places = np.arange(len(shown))[::-1]
    low, middle, high = (
        np.array([row[name] for row in shown]) for name in ("lower_quartile_days", "median_days", "upper_quartile_days")
    )
    colors = [QUIET if row["is_replenishment"] else ACCENT for row in shown]
    axes.barh(places, high - low, left=low, height=0.5, color=colors)
    axes.scatter(middle, places, marker="|", s=380, linewidths=3, color=INK, zorder=3)
    for place, row, right in zip(places, shown, high, strict=True):
        axes.annotate(
            f"{row['median_days']:.0f} days, {row['pair_user_count']:,} users",
            (right, place),
            xytext=(6, 0),
            textcoords="offset points",
            va="center",
            fontsize=9,
            color=INK,
        )
    axes.set_yticks(places, [_label(row, names) for row in shown], fontsize=9, parse_math=False)
    axes.set_xlim(0, high.max() * 1.3)
    axes.set_ylim(-0.6, len(shown) - 0.4)
    axes.set_xlabel("days (bar: the middle half of the gaps; mark: the median)", color=INK)
    axes.xaxis.grid(True, color=QUIET, alpha=0.3)
    axes.set_axisbelow(True)
    return to_png(figure)


def _label(row: Mapping, names: Mapping[str, str]) -> str:
    item, next_item = (names.get(row[name]) or row[name] for name in ("item_id", "next_item_id"))
    return f"{fill(item, 46)}\n{'again' if row['is_replenishment'] else '→ ' + fill(next_item, 46)}"
