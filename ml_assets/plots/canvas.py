"""The sheet that plots are drawn on, and the PNG it becomes."""

import io

from matplotlib.axes import Axes
from matplotlib.figure import Figure

INK = "#22303c"
ACCENT = "#1f77b4"
QUIET = "#9aa5b1"


def open_sheet(width: float, height: float, title: str) -> tuple[Figure, Axes]:
    """Return a figure of width x height inches and its axes, titled. Made without pyplot: no global state, no
    display."""
    figure = Figure(figsize=(width, height), layout="constrained")
    axes = figure.add_subplot()
    axes.set_title(title, loc="left", color=INK, fontsize=13, fontweight="bold", pad=12)
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(colors=INK)
    return figure, axes


def draw_message(title: str, message: str) -> bytes:
    """Return a sheet with the reason why there is nothing to see."""
    figure, axes = open_sheet(8, 2.5, title)
    axes.set_axis_off()
    axes.text(0.0, 0.5, message, transform=axes.transAxes, fontsize=12, color=INK, wrap=True)
    return to_png(figure)


def to_png(figure: Figure) -> bytes:
    """Return the figure as PNG bytes, the same ones for the same figure."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=110, metadata={"Software": None})
    return buffer.getvalue()
