"""What the shop earned day by day, over its orders."""

import pyarrow as pa
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.figure import Figure
from matplotlib.ticker import StrMethodFormatter

from ml_assets.columns import require_columns
from ml_assets.plots.canvas import ACCENT, INK, QUIET, draw_message, to_png

TITLE = "Net amount and orders, day by day"
SHOWN_DAYS = 180


def draw_days(days: pa.Table) -> bytes:
    """Return a PNG: the net amount (a gap where no price is known) and below it the orders of the newest 180 rows.

    days: activity_date, order_count and net_amount (in the shop's currency), one row per day, oldest first; days
    without activity may be absent.
    """
    require_columns(days, ["activity_date", "order_count", "net_amount"], "days")
    rows = days.to_pylist()[-SHOWN_DAYS:]
    if not rows:
        return draw_message(TITLE, "There is no day with an event or an order yet.")
    figure = Figure(figsize=(7.2, 5.4), layout="constrained")
    figure.suptitle(TITLE, x=0.01, ha="left", color=INK, fontsize=13, fontweight="bold")
    dates = [row["activity_date"] for row in rows]
    locator = AutoDateLocator(minticks=3, maxticks=8)
    for axes, column, color, label in zip(
        figure.subplots(2, 1, sharex=True),
        ("net_amount", "order_count"),
        (ACCENT, QUIET),
        ("net amount", "orders"),
        strict=True,
    ):
        known = [float("nan") if row[column] is None else float(row[column]) for row in rows]
        axes.bar(dates, known, width=0.9, color=color)
        axes.set_ylabel(label, color=INK)
        axes.yaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
        axes.xaxis.set_major_locator(locator)
        axes.xaxis.set_major_formatter(ConciseDateFormatter(locator))
        axes.spines[["top", "right"]].set_visible(False)
        axes.tick_params(colors=INK)
    return to_png(figure)
