"""The four groups of buyers, beside what they bring."""

import numpy as np
import pyarrow as pa
from matplotlib.ticker import PercentFormatter

from ml_assets.columns import require_columns
from ml_assets.plots.canvas import ACCENT, INK, QUIET, draw_message, open_sheet, to_png

TITLE = "What each group of buyers brings"


def draw_user_groups(groups: pa.Table) -> bytes:
    """Return a PNG: for each group a bar for its share of the buyers and one for its share of the revenue.

    groups: user_group, user_count, user_share and revenue_share (0 to 1, null where no price is known), from the top.
    """
    require_columns(groups, ["user_group", "user_count", "user_share", "revenue_share"], "groups")
    rows = groups.to_pylist()
    if not rows:
        return draw_message(TITLE, "No user has an order yet.")
    figure, axes = open_sheet(8.5, 1.2 + 0.6 * len(rows), TITLE)
    places = np.arange(len(rows))[::-1]
    for shift, column, color, label in (
        (0.2, "user_share", QUIET, "of the buyers"),
        (-0.2, "revenue_share", ACCENT, "of the revenue"),
    ):
        shares = [row[column] or 0.0 for row in rows]
        axes.barh(places + shift, shares, height=0.36, color=color, label=label)
        for place, row, share in zip(places, rows, shares, strict=True):
            said = "unknown" if row[column] is None else f"{share:.0%}"
            axes.annotate(
                said, (share, place + shift), xytext=(5, 0), textcoords="offset points", va="center", color=INK
            )
    axes.set_yticks(places, [f"{row['user_group']} ({row['user_count']:,})" for row in rows])
    axes.xaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    axes.legend(loc="lower right", frameon=False)
    return to_png(figure)
