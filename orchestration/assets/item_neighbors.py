"""Which items are near which: bought together, viewed together, bought after viewed, or alike."""

import dagster as dg
import pyarrow as pa
import pyarrow.compute as pc
from pydantic import Field

from ml_assets.item_neighbors import item_neighbors
from orchestration.assets.algorithm import declare_asset, save_table
from orchestration.assets.inputs import Inputs
from orchestration.assets.python_tables import NEIGHBORS_TABLE

INPUTS = Inputs("neighbor_items", "neighbor_baskets", "neighbor_persons", "alike_items")


class ItemNeighborsConfig(dg.Config):
    """How many neighbours an item has, and whose baskets say nothing."""

    most_neighbors: int = Field(50, ge=1, le=50, description="Neighbours of an item and kind, at most.")
    most_items: int = Field(
        1_000, ge=2, le=100_000, description="Items of an order or person, at most: of more no pair is counted."
    )


@declare_asset(NEIGHBORS_TABLE, inputs=INPUTS)
def item_neighbors_asset(context: dg.AssetExecutionContext, config: ItemNeighborsConfig) -> dg.MaterializeResult:
    neighbors = item_neighbors(
        *(INPUTS.read_model(name) for name in INPUTS.keys),
        most_neighbors=config.most_neighbors,
        most_items=config.most_items,
    )
    metadata: dict[str, object] = count_kinds(neighbors)
    metadata["nearest"] = dg.MetadataValue.md("\n".join(f"1. {line}" for line in describe_nearest(neighbors)) or "none")
    if not neighbors.num_rows:
        metadata["note"] = "No neighbours: no two items met in two orders or persons, and none share a category."
    context.log.info(f"{neighbors.num_rows:,} neighbours of {len(neighbors['item_id'].unique()):,} items")
    return save_table(NEIGHBORS_TABLE, neighbors, metadata)


def count_kinds(neighbors: pa.Table) -> dict[str, object]:
    """Return how many rows there are of each kind."""
    counted = neighbors["kind"].value_counts().to_pylist()
    return {f"{row['values']} rows": row["counts"] for row in sorted(counted, key=lambda row: row["values"])}


def describe_nearest(neighbors: pa.Table, n: int = 3) -> list[str]:
    """Return in words the `n` nearest first neighbours of each kind that has counts, of those that most share."""
    first = neighbors.filter((pc.field("rank") == 1) & pc.field("both_count").is_valid())
    first = first.sort_by([("kind", "ascending"), ("both_count", "descending"), ("item_id", "ascending")])
    lines = []
    for kind in first["kind"].unique().to_pylist():
        for row in first.filter(pc.field("kind") == kind).slice(0, n).to_pylist():
            item, neighbor = row["item_name"] or row["item_id"], row["neighbor_name"] or row["neighbor_item_id"]
            lines.append(
                f"{kind.replace('_', ' ')}: {item} and {neighbor}, {row['both_count']:,} of"
                f" {row['item_count']:,} and {row['neighbor_count']:,}, score {row['score']:.2f}"
            )
    return lines
