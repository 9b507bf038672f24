"""The pressure curve: what one more message does, by the messages received before it."""

import pyarrow as pa
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ml_assets.columns import require_columns
from ml_assets.plots.canvas import ACCENT, INK, QUIET, draw_message, to_png

TITLE = "What does one more message do?"
NOTHING = "No messages are reported, or nobody is held back: what one more does is not known."
OUTCOMES = {"orders": "orders", "unsubscribed": "users who unsubscribe"}
READ = (
    *("window_days", "contact_count", "is_or_more", "outcome", "sent_count", "held_back_count", "difference"),
    *("difference_low", "difference_high", "is_suggested_cap"),
)


def draw_contact_pressure(pressure: pa.Table) -> bytes:
    """Return a PNG: by window of days and outcome the difference per 100 messages that one more makes, with its
    interval, by the messages before it; the sentence about the cap stands first. Opens are not drawn. pressure: rows
    of marketing.contact_pressure."""
    require_columns(pressure, READ, "pressure")
    rows = pressure.to_pylist()
    windows = sorted({row["window_days"] for row in rows})
    if not rows:
        return draw_message(TITLE, NOTHING)
    sentences = suggest_caps(pressure)
    figure = Figure(figsize=(9.6, 1.6 + 0.3 * len(sentences) + 3 * len(windows)), layout="constrained")
    figure.suptitle("\n".join(sentences), x=0.01, ha="left", color=INK, fontweight="bold", fontsize=11)
    for line, window in zip(figure.subplots(len(windows), len(OUTCOMES), squeeze=False), windows, strict=True):
        for axes, (outcome, words) in zip(line, OUTCOMES.items(), strict=True):
            _draw_curve(axes, [row for row in rows if (row["window_days"], row["outcome"]) == (window, outcome)])
            axes.set_title(f"{words} per 100 messages", loc="left", color=INK, fontsize=10)
            axes.set_xlabel(f"messages received in the {window} days before\n(messages sent | held back)", color=INK)
    return to_png(figure)


def suggest_caps(pressure: pa.Table) -> list[str]:
    """Return a sentence a window: the cap that it suggests, or that it suggests none; one sentence where nothing is
    known. pressure: rows of marketing.contact_pressure."""
    require_columns(pressure, READ, "pressure")
    rows = pressure.to_pylist()
    sentences = []
    for window in sorted({row["window_days"] for row in rows}):
        tails = [row for row in rows if row["window_days"] == window and row["is_or_more"] and row["contact_count"]]
        tails = [row for row in tails if row["outcome"] == "orders"]
        caps = [row for row in tails if row["is_suggested_cap"]]
        if caps:
            count = caps[0]["contact_count"]
            sentences.append(
                f"Send at most {count} message{'s' if count > 1 else ''} in {window} days: {_describe_harm(caps[0])}."
            )
        elif all(row["difference_low"] is None for row in tails):
            sentences.append(f"Too few messages to say how many in {window} days are too many.")
        else:
            sentences.append(f"No number of messages in {window} days is shown to be too many.")
    return sentences or [NOTHING]


def _describe_harm(row: dict) -> str:
    """Return why messages to those who received so many or more are too many."""
    if row["difference_high"] >= 0:
        return "beyond that more users unsubscribe, and orders are not surely won"
    lost, least, most = (-100 * row[name] for name in ("difference", "difference_high", "difference_low"))
    return f"100 beyond that cost {lost:.1f} orders ({least:.1f} to {most:.1f})"


def _draw_curve(axes: Axes, rows: list[dict]) -> None:
    """Draw a point for each number of messages received; the last is that number or more."""
    most = max((row["contact_count"] for row in rows), default=0)
    shown = [row for row in rows if row["is_or_more"] == (row["contact_count"] == most and most > 0)]
    shown.sort(key=lambda row: row["contact_count"])
    axes.axhline(0, color=QUIET, linestyle="--", linewidth=1)
    for row in shown:
        at, middle = row["contact_count"], 100 * row["difference"]
        if row["difference_low"] is None:
            axes.plot([at], [middle], marker="o", color=QUIET, fillstyle="none")
            continue
        ends = [[middle - 100 * row["difference_low"]], [100 * row["difference_high"] - middle]]
        axes.errorbar([at], [middle], yerr=ends, fmt="o", color=ACCENT, capsize=4)
    labels = [f"{row['contact_count']}{' +' if row['is_or_more'] else ''}" for row in shown]
    sizes = [f"\n{row['sent_count']:,} | {row['held_back_count']:,}" for row in shown]
    axes.set_xticks(
        [row["contact_count"] for row in shown], [a + b for a, b in zip(labels, sizes, strict=True)], fontsize=8
    )
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(colors=INK)
