"""Plots for the metadata of assets: pictures inside Markdown."""

import base64
import io

import dagster as dg
import numpy as np
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


def plot_profiles(profiles: pa.Table) -> dg.MetadataValue:
    """Return each cluster's place among all users, attribute by attribute: 0 the lowest, 1 the highest."""
    clusters = profiles["cluster_id"].unique().to_pylist()
    attributes = profiles["attribute"].unique().to_pylist()
    figure = Figure(figsize=(8, 1.2 + 0.5 * max(len(clusters), 1)), layout="constrained")
    axes = figure.subplots()
    if clusters:
        shares = np.array(profiles["percentile_share"].to_pylist(), dtype=float)
        places = axes.imshow(
            shares.reshape(len(clusters), len(attributes)), cmap="RdYlGn", vmin=0, vmax=1, aspect="auto"
        )
        figure.colorbar(places, label="percentile of the median")
        axes.set_xticks(range(len(attributes)), attributes, rotation=45, ha="right")
        axes.set_yticks(range(len(clusters)), [f"cluster {cluster}" for cluster in clusters])
    else:
        axes.set(title="no clusters")
    return _show(figure)


def _show(figure: Figure) -> dg.MetadataValue:
    picture = io.BytesIO()
    figure.savefig(picture, format="png", dpi=80)
    return show_picture(picture.getvalue())


def show_picture(png: bytes) -> dg.MetadataValue:
    """Return a PNG as Markdown that holds it."""
    encoded = base64.b64encode(png).decode()
    return dg.MetadataValue.md(f"![plot](data:image/png;base64,{encoded})")
