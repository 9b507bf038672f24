"""Items alike in who buys them."""

import dagster as dg
from pydantic import Field

from ml_assets.clusters.items import ItemClusterFit, fit_item_clusters
from ml_assets.clusters.plot import draw_cluster_figures, draw_item_clusters
from orchestration.assets.algorithm import declare_asset, save_table
from orchestration.assets.inputs import Inputs
from orchestration.assets.plots import show_picture
from orchestration.assets.python_tables import ITEM_CLUSTERS_TABLE

INPUTS = Inputs("item_buyers", "item_names")
NAMED_ITEMS = 5


class ItemClustersConfig(dg.Config):
    """Which items are clustered."""

    min_buyers: int = Field(10, ge=1, description="Users who bought an item, at least, for it to be clustered.")
    seed: int = Field(0, ge=0, description="Seed of the fit.")


@declare_asset(ITEM_CLUSTERS_TABLE, inputs=INPUTS)
def item_clusters_asset(context: dg.AssetExecutionContext, config: ItemClustersConfig) -> dg.MaterializeResult:
    names = INPUTS.read_names("item_names")
    fit = fit_item_clusters(INPUTS.read_model("item_buyers"), min_buyers=config.min_buyers, seed=config.seed)
    context.log.info(f"{fit.clusters.num_rows:,} items clustered, {fit.unclustered_count:,} with too few buyers")
    metadata = {
        "items with too few buyers": fit.unclustered_count,
        "directions of taste above chance": fit.dimensions,
        "clusters": dg.MetadataValue.md(list_top_items(fit, names)),
        "which items have the same buyers": show_picture(draw_item_clusters(fit.clusters, names)),
        "how many clusters": show_picture(draw_cluster_figures(fit.figures)),
    }
    if fit.reason:
        metadata["note"] = fit.reason
    return save_table(ITEM_CLUSTERS_TABLE, fit.clusters, metadata)


def list_top_items(fit: ItemClusterFit, names: dict[str, str]) -> str:
    """Return a Markdown list: for each cluster its size and the names of its items with most buyers."""
    clusters: dict[str, list[dict]] = {}
    for row in fit.clusters.sort_by([("buyer_count", "descending"), ("item_id", "ascending")]).to_pylist():
        clusters.setdefault(row["cluster_id"], []).append(row)
    return (
        "\n".join(
            f"- **{cluster_id}** ({len(rows):,} items): "
            + ", ".join(names.get(row["item_id"], row["item_id"]) for row in rows[:NAMED_ITEMS])
            for cluster_id, rows in sorted(clusters.items(), key=lambda pair: int(pair[0]))
        )
        or "none"
    )
