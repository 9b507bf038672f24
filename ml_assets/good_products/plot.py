"""Plots of good products."""

from textwrap import shorten

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from matplotlib.ticker import PercentFormatter

from ml_assets.columns import require_columns
from ml_assets.plots.canvas import ACCENT, INK, QUIET, draw_message, open_sheet, to_png

TITLE = "How many of its viewers buy a good product within 7 days?"
READ = (
    *("category_id", "category_name", "rank", "item_id", "item_name", "score"),
    *("viewer_count", "converted_count", "category_conversion_share"),
    *("conversion_share", "conversion_share_low", "conversion_share_high"),
)


def draw_good_products(products: pa.Table, categories: int = 8, n: int = 3) -> bytes:
    """Return a PNG: the first `n` products of the `categories` with most viewers among those listed; of each the shrunk
    conversion with its interval, as counted, and that of its category. products: rows of marketing.good_products."""
    require_columns(products, READ, "products")
    known = products.filter(pc.is_valid(products["conversion_share"]))
    viewers = known.group_by("category_id").aggregate([("viewer_count", "sum")]).to_pylist()
    viewers.sort(key=lambda row: (-row["viewer_count_sum"], row["category_id"] or ""))
    places = {row["category_id"]: place for place, row in enumerate(viewers[:categories])}
    shown = [row for row in known.to_pylist() if row["category_id"] in places and row["rank"] <= n]
    shown.sort(key=lambda row: (places[row["category_id"]], row["rank"]))
    if not shown:
        return draw_message(TITLE, "No product is known to be better than its category after being seen.")
    figure, axes = open_sheet(10, 1.8 + 0.42 * len(shown), TITLE)
    at = np.arange(len(shown))[::-1]
    middle, low, high, usual = (
        np.array([row[name] for row in shown], dtype=float)
        for name in ("conversion_share", "conversion_share_low", "conversion_share_high", "category_conversion_share")
    )
    axes.errorbar(
        middle, at, xerr=[middle - low, high - middle], fmt="o", color=ACCENT, capsize=3, label="shrunk, 95 % interval"
    )
    axes.scatter(usual, at, marker="|", s=260, linewidths=3, color="#f39c12", label="its category", zorder=3)
    own = [row["converted_count"] / row["viewer_count"] if row["viewer_count"] else np.nan for row in shown]
    axes.scatter(own, at, marker="x", color=QUIET, label="as counted", zorder=2)
    end = float(np.nanmax([*high, *usual, *own]))
    for place, row in zip(at, shown, strict=True):
        text = f"{row['converted_count']:,} of {row['viewer_count']:,}, score {row['score']:.2f}"
        axes.annotate(text, (1.04 * end, place), va="center", fontsize=9, color=INK)
    # A product's name may hold a dollar sign; it is no formula.
    axes.set_yticks(at, [_label(row) for row in shown], fontsize=9, parse_math=False)
    axes.set_xlim(0, 1.4 * end)
    axes.xaxis.set_major_formatter(PercentFormatter(1))
    axes.set_xlabel("viewers who bought it", color=INK)
    figure.legend(loc="outside lower right", ncols=3, frameon=False, fontsize=9)
    return to_png(figure)


def _label(row: dict) -> str:
    category = row["category_name"] or row["category_id"]
    name = shorten(row["item_name"] or row["item_id"], 40, placeholder=" …")
    return f"{category}: {name}" if category else name
