"""Plots of what groups of users buy."""

from collections.abc import Mapping
from textwrap import shorten

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from matplotlib.ticker import PercentFormatter

from ml_assets.columns import require_columns
from ml_assets.group_item_rules.table import GROUP_ITEM_RULES
from ml_assets.plots.canvas import ACCENT, INK, draw_message, open_sheet, to_png

SURE_Q_VALUE = 0.05
TITLE = "What does each group buy more often than all buyers?"


def draw_group_items(rules: pa.Table, names: Mapping[str, str], n: int = 5) -> bytes:
    """Return a PNG: for each group the `n` items of highest lift among those with q below 0.05, a bar for the share of
    the group that bought the item and a mark for that of all buyers. rules: GROUP_ITEM_RULES; names: id -> name."""
    require_columns(rules, GROUP_ITEM_RULES.names, "rules")
    sure = rules.filter(pc.field("q_value") < SURE_Q_VALUE)
    sure = sure.sort_by([("user_group", "ascending"), ("lift", "descending"), ("item_id", "ascending")])
    groups = sorted(set(sure["user_group"].to_pylist()))
    shown = [row for group in groups for row in sure.filter(pc.field("user_group") == group).slice(0, n).to_pylist()]
    if not shown:
        return draw_message(TITLE, "Nothing that is surely no accident (q below 0.05): the groups buy alike.")
    figure, axes = open_sheet(10, 1.6 + 0.42 * len(shown), TITLE)
    places = np.arange(len(shown))[::-1]
    axes.barh(places, [row["group_share"] for row in shown], height=0.62, color=ACCENT, label="of the group")
    overall = [row["overall_share"] for row in shown]
    axes.scatter(overall, places, marker="|", s=260, linewidths=3, color="#f39c12", label="of all buyers", zorder=3)
    for place, row in zip(places, shown, strict=True):
        text = f"{row['group_buyer_count']:,} of {row['group_user_count']:,}, {row['lift']:.1f} times as often"
        axes.annotate(
            text,
            (max(row["group_share"], row["overall_share"]), place),
            xytext=(7, 0),
            textcoords="offset points",
            va="center",
            fontsize=9,
            color=INK,
        )
    # An item's name may hold a dollar sign; it is no formula.
    axes.set_yticks(places, [_label(row, names) for row in shown], fontsize=9, parse_math=False)
    axes.set_xlim(0, max(max(row["group_share"], row["overall_share"]) for row in shown) * 1.45)
    axes.xaxis.set_major_formatter(PercentFormatter(1))
    axes.set_xlabel("users who bought the item", color=INK)
    figure.legend(loc="outside lower right", ncols=2, frameon=False, fontsize=9)
    return to_png(figure)


def _label(row: Mapping, names: Mapping[str, str]) -> str:
    name = names.get(row["item_id"]) or row["item_id"]
    return f"{row['user_group'].replace('_', '-')}: {shorten(name, 40, placeholder=' …')}"
