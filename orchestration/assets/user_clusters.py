"""Users alike in what they buy and how they visit, and what sets each cluster apart."""

from collections.abc import Iterator

import dagster as dg
import pyarrow as pa
from pydantic import Field

from ml_assets.cluster_profiles import CLUSTER_PROFILES, cluster_profiles
from ml_assets.user_clusters import USER_CLUSTERS, UserClusterModel, assign_user_clusters, fit_user_clusters
from orchestration.assets.python_tables import SHAPE_CHECK, save_table
from orchestration.assets.warehouse import MANIFEST, TRANSLATOR
from orchestration.dbt_keys import find_model_key
from orchestration.plots import plot_profiles
from orchestration.tables import DeclaredTable
from orchestration.translator import DAILY_FRESHNESS, OWNER
from orchestration.warehouse_connection import open_warehouse

CLUSTERS_TABLE = DeclaredTable(
    "users",
    "user_clusters",
    "The cluster of each user with an order, one row a user: evidence beside the four groups.",
    USER_CLUSTERS,
)
PROFILES_TABLE = DeclaredTable(
    "users",
    "cluster_profiles",
    "How each cluster differs from all users: one row for each cluster and attribute.",
    CLUSTER_PROFILES,
)
CLUSTER_TABLES = (CLUSTERS_TABLE, PROFILES_TABLE)

# Users with an order, by what they bought and how they visit. Nothing of who they are.
ATTRIBUTES = """
    SELECT
        user_facts.user_id, user_rfm.recency_days, user_facts.order_count, user_facts.unit_count,
        user_facts.net_amount, user_facts.average_order_amount, user_facts.active_day_count,
        user_facts.session_count, user_facts.view_count, user_facts.discount_share,
        user_facts.price_percentile
    FROM users.user_facts INNER JOIN users.user_rfm USING (user_id)
"""


class UserClustersConfig(dg.Config):
    """How many clusters are tried, and on how many users."""

    min_clusters: int = Field(2, ge=2, le=50, description="Fewest clusters tried.")
    max_clusters: int = Field(8, ge=2, le=50, description="Most clusters tried; the best separated number is taken.")
    sample_size: int = Field(10_000, ge=100, le=1_000_000, description="Users the fit is on where there are more.")
    seed: int = Field(0, ge=0, description="Seed of the sample and of the fit.")


@dg.multi_asset(
    name="user_clusters",
    specs=[
        dg.AssetSpec(
            table.key,
            deps=[find_model_key(MANIFEST, TRANSLATOR, name) for name in ("user_facts", "user_rfm")],
            description=table.description,
            group_name="users",
            kinds={"python", "duckdb"},
            owners=[OWNER],
            freshness_policy=DAILY_FRESHNESS,
            metadata={"dagster/column_schema": table.column_schema},
        )
        for table in CLUSTER_TABLES
    ],
    check_specs=[dg.AssetCheckSpec(SHAPE_CHECK, asset=table.key, blocking=True) for table in CLUSTER_TABLES],
    required_resource_keys={"run_lock"},
)
def user_clusters_asset(
    context: dg.AssetExecutionContext, config: UserClustersConfig
) -> Iterator[dg.MaterializeResult]:
    if config.max_clusters < config.min_clusters:
        raise dg.Failure("max_clusters is below min_clusters: nothing could be tried.", allow_retries=False)
    attributes = read_attributes()
    model = fit_user_clusters(
        attributes,
        cluster_counts=range(config.min_clusters, config.max_clusters + 1),
        sample_size=config.sample_size,
        seed=config.seed,
    )
    clusters = assign_user_clusters(model, attributes)
    profiles = cluster_profiles(attributes, clusters)
    context.log.info(f"{clusters.num_rows:,} users in {model.cluster_count} clusters")
    yield save_table(CLUSTERS_TABLE, clusters, _describe_model(model))
    yield save_table(PROFILES_TABLE, profiles, {"clusters against all users": plot_profiles(profiles)})


def read_attributes() -> pa.Table:
    """Return user_id and the numeric attributes of every user with an order."""
    with open_warehouse(read_only=True) as connection:
        return connection.sql(ATTRIBUTES).to_arrow_table()


def _describe_model(model: UserClusterModel) -> dict[str, object]:
    described: dict[str, object] = {"clusters": model.cluster_count}
    if model.stability is not None:
        described["stability (mean Jaccard)"] = model.stability
    if model.reason:
        described["note"] = model.reason
    for row in model.figures.to_pylist():
        if row["is_chosen"]:
            described |= {"silhouette": row["silhouette"], "davies_bouldin": row["davies_bouldin"]}
    return described
