"""Plots of how effects developed."""

import pyarrow as pa
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.figure import Figure

from ml_assets.campaign_effects.table import CAMPAIGN_DAYS
from ml_assets.columns import require_columns
from ml_assets.plots.canvas import ACCENT, INK, QUIET, draw_message, to_png

TITLE = "Do messages bring orders?"
SHOWN_TRIGGERS = 8


def draw_campaign_days(days: pa.Table) -> bytes:
    """Return a PNG: of the eight triggers of most contacts the orders that a contact sent brings, day by day, with the
    interval that holds on all days and the one for a single look. days: CAMPAIGN_DAYS."""
    require_columns(days, CAMPAIGN_DAYS.names, "days")
    triggers: dict[str, list[dict[str, object]]] = {}
    for row in days.to_pylist():
        if row["outcome"] == "orders":
            triggers.setdefault(row["trigger"], []).append(row)
    if not triggers:
        return draw_message(TITLE, "No trigger has enough contacts yet, both sent and held back.")
    shown = sorted(triggers, key=lambda name: (-triggers[name][-1]["sent_count"], name))[:SHOWN_TRIGGERS]
    figure = Figure(figsize=(8, 1.1 + 2.2 * len(shown)), layout="constrained")
    figure.suptitle(summarize(triggers), x=0.01, ha="left", color=INK, fontsize=12, fontweight="bold", wrap=True)
    for axes, name in zip(figure.subplots(len(shown), 1, squeeze=False)[:, 0], shown, strict=True):
        rows = triggers[name]
        dates = [row["result_date"] for row in rows]
        for kind, color, label in (("valid", "#cfe2f3", "holds on all days"), ("effect", QUIET, "for one look alone")):
            bounds = [[row[f"{kind}_{end}"] for row in rows] for end in ("low", "high")]
            axes.fill_between(dates, *bounds, color=color, alpha=0.75, linewidth=0, label=label)
        axes.plot(dates, [row["effect"] for row in rows], color=ACCENT, marker="o", markersize=2, label="effect")
        axes.axhline(0, color=INK, linewidth=0.8)
        last = rows[-1]
        # The first days know next to nothing, and would leave no room for the others.
        middle = rows[len(rows) // 4]
        axes.set_ylim(min(middle["valid_low"], last["valid_low"], 0), max(middle["valid_high"], last["valid_high"], 0))
        title = f"{name.replace('_', ' ')}: {last['sent_count']:,} sent, {last['held_back_count']:,} held back"
        axes.set_title(title, loc="left", fontsize=10, color=INK, parse_math=False)
        axes.set_ylabel("orders a contact", color=INK, fontsize=8)
        locator = AutoDateLocator(minticks=3, maxticks=8)
        axes.xaxis.set_major_locator(locator)
        axes.xaxis.set_major_formatter(ConciseDateFormatter(locator))
        axes.spines[["top", "right"]].set_visible(False)
        axes.tick_params(colors=INK, labelsize=8)
    figure.legend(*axes.get_legend_handles_labels(), loc="outside lower right", ncols=3, frameon=False, fontsize=9)
    return to_png(figure)


def summarize(triggers: dict[str, list[dict[str, object]]]) -> str:
    """Return the sentence above the plot: which triggers surely bring orders by now."""
    more = sorted(name for name, rows in triggers.items() if rows[-1]["valid_low"] > 0)
    less = sorted(name for name, rows in triggers.items() if rows[-1]["valid_high"] < 0)
    said = [
        f"{', '.join(names).replace('_', ' ')} surely {'bring' if len(names) > 1 else 'brings'} {what} orders"
        for names, what in ((more, "more"), (less, "fewer"))
        if names
    ]
    open_count = len(triggers) - len(more) - len(less)
    if open_count:
        said.append(f"of {open_count} of {len(triggers)} triggers it is not sure yet")
    sentence = "; ".join(said)
    return f"{sentence[0].upper()}{sentence[1:]}.".replace("$", r"\$")
