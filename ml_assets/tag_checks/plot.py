"""Plots of checked tags."""

import numpy as np
import pyarrow as pa
from matplotlib.ticker import PercentFormatter

from ml_assets.columns import require_columns
from ml_assets.plots.canvas import ACCENT, INK, QUIET, draw_message, open_sheet, to_png
from ml_assets.tag_checks.table import DIFFERS, TAG_CHECKS

TITLE = "Do users with a tag behave differently later?"


def draw_tag_checks(checks: pa.Table) -> bytes:
    """Return a PNG: of each tag that was compared with the users without it, the share of both who did it later; tags
    that do not differ are grey. checks: TAG_CHECKS."""
    require_columns(checks, TAG_CHECKS.names, "checks")
    shown = [row for row in checks.to_pylist() if row["q_value"] is not None and row["other_share"] is not None]
    if not shown:
        return draw_message(TITLE, "No tag has 30 users with it and 30 without it 30 days ago.")
    shown.sort(key=lambda row: (row["status"] != DIFFERS, row["q_value"], row["tag"]))
    figure, axes = open_sheet(10, 1.8 + 0.32 * len(shown), TITLE)
    places = np.arange(len(shown))[::-1]
    colors = [ACCENT if row["status"] == DIFFERS else QUIET for row in shown]
    axes.barh(places, [row["tagged_share"] for row in shown], height=0.62, color=colors, label="with the tag")
    others = [row["other_share"] for row in shown]
    axes.scatter(others, places, marker="|", s=180, linewidths=3, color="#f39c12", label="without it", zorder=3)
    for place, row in zip(places, shown, strict=True):
        text = f"{row['outcome'].replace('_', ' ')}, among {row['among'].replace('_', ' ')}"
        at = max(row["tagged_share"], row["other_share"])
        axes.annotate(text, (at, place), xytext=(7, 0), textcoords="offset points", va="center", fontsize=9, color=INK)
    axes.set_yticks(places, [row["tag"].replace("_", " ") for row in shown], fontsize=9)
    axes.set_xlim(0, 1.4 * max(max(row["tagged_share"], row["other_share"]) for row in shown) or 1)
    axes.set_xticks(np.arange(0, 1.01, 0.2))
    axes.xaxis.set_major_formatter(PercentFormatter(1))
    axes.set_xlabel("users who did it in the 30 days after", color=INK)
    figure.legend(loc="outside lower right", ncols=2, frameon=False, fontsize=9)
    return to_png(figure)
