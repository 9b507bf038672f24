"""Plots for the metadata of assets: pictures inside Markdown."""

import base64
import io

import dagster as dg
import pyarrow as pa
from matplotlib.figure import Figure

MOST_DOTS = 5_000


def plot_rules(rules: pa.Table) -> dg.MetadataValue:
    """Return support against confidence of up to 5,000 rules (strongest by lift), coloured by lift."""
    shown = rules.slice(0, MOST_DOTS)
    figure = Figure(figsize=(7, 4), layout="constrained")
    axes = figure.subplots()
    dots = axes.scatter(shown["support"], shown["confidence"], c=shown["lift"], s=8, cmap="viridis")
    figure.colorbar(dots, label="lift")
    axes.set(xlabel="support", ylabel="confidence", title=f"{rules.num_rows:,} rules")
    return _show(figure)


def show_picture(picture: bytes) -> dg.MetadataValue:
    """Return a PNG inside Markdown."""
    return dg.MetadataValue.md(f"![plot](data:image/png;base64,{base64.b64encode(picture).decode()})")


def show_picture(picture: bytes) -> dg.MetadataValue:
    """Return a PNG inside Markdown."""
    return dg.MetadataValue.md(f"![plot](data:image/png;base64,{base64.b64encode(picture).decode()})")


def _show(figure: Figure) -> dg.MetadataValue:
    picture = io.BytesIO()
    figure.savefig(picture, format="png", dpi=80)
    return show_picture(picture.getvalue())
