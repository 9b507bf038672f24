"""A plot of what complaints and praise are about."""

from textwrap import shorten

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ml_assets.columns import require_columns
from ml_assets.plots.canvas import ACCENT, INK, draw_message, open_sheet, to_png
from ml_assets.review_themes.table import REVIEW_THEMES

COMPLAINT = "#c0392b"
TITLE = "What are complaints and praise about?"


def draw_themes(themes: pa.Table, scopes: int = 6, n: int = 3) -> bytes:
    """Return a PNG: of the `scopes` categories with the surest complaints (or praise) the `n` first terms of low
    ratings and of high ones, a bar for each by its z-score. themes: REVIEW_THEMES."""
    require_columns(themes, REVIEW_THEMES.names, "themes")
    rows = themes.filter((pc.field("scope") == "category") & (pc.field("rank") <= n))
    rows = rows.sort_by([("z_score", "descending"), ("scope_id", "ascending"), ("term", "ascending")]).to_pylist()
    shown = list(dict.fromkeys(row["scope_id"] for row in rows))[:scopes]
    rows = sorted(
        (row for row in rows if row["scope_id"] in shown),
        key=lambda row: (shown.index(row["scope_id"]), row["rating_group"] == "high", row["rank"]),
    )
    if not rows:
        return draw_message(TITLE, "No word surely goes with low or with high ratings of a category.")
    figure, axes = open_sheet(10, 1.6 + 0.32 * len(rows), TITLE)
    places = np.arange(len(rows))[::-1]
    scores = np.array([row["z_score"] for row in rows])
    axes.barh(places, scores, height=0.66, color=np.where(scores > 0, COMPLAINT, ACCENT))
    for place, row, score in zip(places, rows, scores, strict=True):
        low, high = (f"{row[f'{g}_review_count']:,} of {row[f'all_{g}_review_count']:,} {g}" for g in ("low", "high"))
        axes.annotate(
            f"{low}, {high}",
            (score, place),
            xytext=(7 if score > 0 else -7, 0),
            textcoords="offset points",
            va="center",
            ha="left" if score > 0 else "right",
            fontsize=8,
            color=INK,
        )
    labels = [f"{shorten(row['scope_name'], 24, placeholder=' …')}: {row['term']}" for row in rows]
    # A name or a term may hold a dollar sign; it is no formula.
    axes.set_yticks(places, labels, fontsize=9, parse_math=False)
    axes.axvline(0, color=INK, linewidth=0.8)
    widest = np.abs(scores).max() * 2.2
    axes.set_xlim(-widest if scores.min() < 0 else 0, widest if scores.max() > 0 else 0)
    axes.set_xlabel("z-score: to the left terms of high ratings, to the right of low ones", color=INK)
    return to_png(figure)
