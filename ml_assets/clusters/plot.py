"""Plots of clusters of users and of items."""

from collections.abc import Mapping
from textwrap import fill

import numpy as np
import pyarrow as pa
from matplotlib.ticker import MaxNLocator

from ml_assets.clusters.choice import STABLE
from ml_assets.clusters.table import CLUSTER_FIGURES, CLUSTER_PROFILES, ITEM_CLUSTERS
from ml_assets.clusters.words import find_words, format_value
from ml_assets.columns import require_columns
from ml_assets.plots.canvas import ACCENT, INK, QUIET, draw_message, open_sheet, to_png


def draw_cluster_figures(figures: pa.Table) -> bytes:
    """Return a PNG: the silhouette of each number of clusters tried, the chosen one marked. figures:
    CLUSTER_FIGURES."""
    require_columns(figures, CLUSTER_FIGURES.names, "figures")
    rows = figures.to_pylist()
    if not rows:
        return draw_message("How many clusters?", "Nothing to choose from: too few users, or all of them alike.")
    chosen = next(row for row in rows if row["is_chosen"])
    figure, axes = open_sheet(8, 4.5, f"How many clusters? {chosen['cluster_count']} are apart and come back")
    counts, silhouettes, stabilities = (
        np.array([row[name] for row in rows], dtype=float) for name in ("cluster_count", "silhouette", "stability")
    )
    axes.plot(counts, silhouettes, color=ACCENT, marker="o", linewidth=2, label="separation (silhouette)")
    axes.plot(counts, stabilities, color=QUIET, marker="s", linewidth=2, label="stability (do they come back?)")
    axes.axhline(STABLE, color=QUIET, linestyle=":", linewidth=1.5, label=f"stable from {STABLE} on")
    # Unknown where all users looked at are of one cluster.
    if chosen["silhouette"] is not None:
        axes.scatter([chosen["cluster_count"]], [chosen["silhouette"]], s=160, color=ACCENT, zorder=3)
        axes.annotate(
            f"chosen: {chosen['silhouette']:.2f}",
            (chosen["cluster_count"], chosen["silhouette"]),
            xytext=(12, 10),
            textcoords="offset points",
            va="center",
            color=ACCENT,
            fontweight="bold",
        )
    figure.legend(loc="outside lower center", ncols=3, frameon=False, fontsize=9)
    axes.set_ylim(np.nanmin([0, *silhouettes - 0.05]), 1.05)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_xlabel("number of clusters", color=INK)
    axes.set_ylabel(
        "0: they run into one another, or never come back\n1: clearly apart, and always come back", color=INK
    )
    return to_png(figure)


def draw_cluster_profiles(profiles: pa.Table) -> bytes:
    """Return a PNG: a row a cluster, a column an attribute, coloured by where its typical user stands among
    all users (0 % lowest, 100 % highest), with the median written in. profiles: CLUSTER_PROFILES."""
    require_columns(profiles, CLUSTER_PROFILES.names, "profiles")
    rows = profiles.to_pylist()
    if not rows:
        return draw_message("Who is in each cluster?", "No clusters: there are no users to fit them on.")
    clusters = list({row["cluster_id"]: row for row in rows}.values())
    names = list(dict.fromkeys(row["attribute"] for row in rows))
    standing = np.array([row["percentile_share"] for row in rows], dtype=float).reshape(len(clusters), len(names))
    width, height = 5.0 + 1.05 * len(names), 2.4 + 0.75 * len(clusters)
    figure, axes = open_sheet(width, height, "Who is in each cluster? The typical user of each, against all users")
    picture = axes.imshow(standing, cmap="RdBu_r", vmin=0, vmax=1, aspect="auto")
    for place, row in enumerate(rows):
        down, across = divmod(place, len(names))
        is_dark = abs(standing[down, across] - 0.5) > 0.3
        text = "unknown" if row["median"] is None else format_value(row["attribute"], row["median"])
        axes.text(across, down, text, ha="center", va="center", color="white" if is_dark else INK, fontsize=10)
    axes.set_xticks(range(len(names)), [fill(find_words(name).noun, 12) for name in names])
    axes.set_yticks(
        range(len(clusters)),
        [
            f"{c['cluster_id']}: {c['user_count']:,} users ({c['user_share']:.0%})\n" + fill(c["description"], 32)
            for c in clusters
        ],
    )
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    bar = figure.colorbar(picture, ax=axes, pad=0.02, ticks=[0, 0.5, 1])
    bar.ax.set_yticklabels(["lowest", "middle", "highest"])
    figure.supxlabel("number: the median in the cluster", fontsize=9, color=INK)
    return to_png(figure)


def draw_item_clusters(clusters: pa.Table, names: Mapping[str, str], named: int = 5) -> bytes:
    """Return a PNG: a bar for each cluster of items, as long as it has purchases (users x items), with the names of
    its `named` items of most buyers. clusters: ITEM_CLUSTERS; names: id -> name."""
    require_columns(clusters, ITEM_CLUSTERS.names, "clusters")
    title = "Which items have the same buyers?"
    if not clusters.num_rows:
        return draw_message(title, "No clusters: no item has enough buyers.")
    members: dict[str, list[dict]] = {}
    for row in clusters.sort_by([("buyer_count", "descending"), ("item_id", "ascending")]).to_pylist():
        members.setdefault(row["cluster_id"], []).append(row)
    ids = sorted(members, key=int)
    figure, axes = open_sheet(10, 1.8 + 0.6 * len(ids), title)
    places = range(len(ids))[::-1]
    axes.barh(places, [sum(row["buyer_count"] for row in members[number]) for number in ids], 0.6, color=ACCENT)
    axes.set_yticks(
        places,
        [
            f"{number}: {len(members[number]):,} items\n"
            + fill(", ".join(names.get(row["item_id"], row["item_id"]) for row in members[number][:named]), 60)
            for number in ids
        ],
        fontsize=9,
        parse_math=False,
    )
    axes.set_xlabel("purchases (each user and item once); named: the items of most buyers", color=INK)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=5))
    return to_png(figure)
