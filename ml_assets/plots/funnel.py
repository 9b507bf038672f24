"""How far visitors come on their way to a purchase."""

import pyarrow as pa

from ml_assets.columns import require_columns
from ml_assets.plots.canvas import ACCENT, INK, draw_message, open_sheet, to_png

TITLE = "How far visitors come (the last 28 days)"


def draw_funnel(steps: pa.Table) -> bytes:
    """Return a PNG: a bar for the visitors of each step, with their share of those who viewed.

    steps: step, visitor_count and viewer_share (0 to 1, null where nobody viewed), from the first step to the last.
    """
    require_columns(steps, ["step", "visitor_count", "viewer_share"], "steps")
    rows = steps.to_pylist()
    if not any(row["visitor_count"] for row in rows):
        return draw_message(TITLE, "Nobody viewed an item in the last 28 days.")
    figure, axes = open_sheet(7.2, 1.4 + 0.5 * len(rows), TITLE)
    places = range(len(rows))[::-1]
    axes.barh(places, [row["visitor_count"] for row in rows], height=0.6, color=ACCENT)
    for place, row in zip(places, rows, strict=True):
        share = "" if row["viewer_share"] is None else f" ({row['viewer_share']:.1%})"
        axes.annotate(
            f"{row['visitor_count']:,}{share}",
            (row["visitor_count"], place),
            xytext=(5, 0),
            textcoords="offset points",
            va="center",
            color=INK,
        )
    axes.set_yticks(places, [row["step"] for row in rows])
    axes.set_xlim(0, 1.2 * max(row["visitor_count"] for row in rows))
    axes.set_xlabel("visitors, each counted once a day (in brackets: of those who viewed)", color=INK)
    return to_png(figure)
