"""The plan as a picture."""

import numpy as np
import pyarrow as pa

from ml_assets.campaign_plan.summary import SUMMARY
from ml_assets.columns import require_columns
from ml_assets.plots.canvas import ACCENT, INK, QUIET, draw_message, open_sheet, to_png

TITLE = "Tomorrow's messages"
PARTS = (
    *(("sent", "sent_count", ACCENT), ("held back", "held_back_count", "#f39c12")),
    *(("deferred", "deferred_count", QUIET), ("refused", "refused_count", "#e3e7ea")),
)


def draw_campaign_plan(summary: pa.Table) -> bytes:
    """Return a PNG: of each trigger's candidates the shares by decision. summary: SUMMARY."""
    require_columns(summary, SUMMARY.names, "summary")
    rows = summary.to_pylist()
    if not rows:
        return draw_message(TITLE, "Nobody has a reason to be written to.")
    sent, margin = sum(row["sent_count"] for row in rows), sum(row["expected_margin"] for row in rows)
    candidates = sum(row["candidate_count"] for row in rows)
    title = f"{TITLE}: {sent:,} of {candidates:,} candidates, expected margin {margin:,.0f}"
    figure, axes = open_sheet(10, 1.9 + 0.42 * len(rows), title)
    places = np.arange(len(rows))[::-1]
    left = np.zeros(len(rows))
    for name, column, color in PARTS:
        shares = np.array([row[column] / row["candidate_count"] for row in rows])
        axes.barh(places, shares, left=left, color=color, label=name)
        left += shares
    for place, row in zip(places, rows, strict=True):
        axes.text(1.01, place, f"{row['sent_count']:,} sent", va="center", color=INK, fontsize=9)
    axes.set_yticks(places, [row["trigger"].replace("_", " ") for row in rows], parse_math=False)
    axes.set_xlim(0, 1.12)
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0 %", "25 %", "50 %", "75 %", "100 %"])
    axes.set_xlabel("share of the trigger's candidates", color=INK)
    figure.legend(loc="outside lower center", ncols=4, frameon=False, fontsize=9)
    return to_png(figure)
