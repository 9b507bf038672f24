"""Users alike in what they buy and how they visit, and what sets each cluster apart."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import dagster as dg
import pyarrow as pa
import pyarrow.compute as pc
from pydantic import Field

from ml_assets.clusters.members import find_resemblances
from ml_assets.clusters.plot import draw_cluster_figures, draw_cluster_profiles
from ml_assets.clusters.profiles import cluster_profiles
from ml_assets.clusters.rules import learn_cluster_rules
from ml_assets.clusters.summaries import cluster_summaries
from ml_assets.clusters.users import FEWEST_USERS, UserClusterModel, assign_user_clusters, fit_user_clusters
from orchestration.assets.algorithm import declare_asset, save_table
from orchestration.assets.inputs import Inputs
from orchestration.assets.plots import show_picture
from orchestration.assets.python_tables import CLUSTERS_TABLE, PROFILES_TABLE, SUMMARIES_TABLE

INPUTS = Inputs("cluster_attributes", "as_of_day")


class UserClustersConfig(dg.Config):
    """How many clusters are tried, and on how many users."""

    min_clusters: int = Field(2, ge=2, le=50, description="Fewest clusters tried.")
    max_clusters: int = Field(8, ge=2, le=50, description="Most clusters tried; of the stable the best separated.")
    sample_size: int = Field(10_000, ge=100, le=1_000_000, description="Users the fit is on where there are more.")
    seed: int = Field(0, ge=0, description="Seed of the sample and of the fit.")


@dataclass(frozen=True)
class ClusterDates:
    """Attributes by date: today's, those the clusters are fitted on, and those of the fit a month before.

    fitted_on: the last month-end; as-of itself where too few had ordered by then. former is None where there
    is no fit to compare with.
    """

    today: pa.Table
    fitted_on: date | None
    fitted: pa.Table
    former: pa.Table | None


@declare_asset(CLUSTERS_TABLE, PROFILES_TABLE, SUMMARIES_TABLE, inputs=INPUTS)
def user_clusters_asset(
    context: dg.AssetExecutionContext, config: UserClustersConfig
) -> Iterator[dg.MaterializeResult]:
    if config.max_clusters < config.min_clusters:
        raise dg.Failure("max_clusters is below min_clusters: nothing could be tried.", allow_retries=False)
    dates = split_dates(*read_attributes())
    model = fit(dates.fitted, config)
    clusters = assign_user_clusters(model, dates.today)
    fitted_clusters = assign_user_clusters(model, dates.fitted)
    resemblances = {}
    if dates.former is not None:
        former_clusters = assign_user_clusters(fit(dates.former, config), dates.fitted)
        resemblances = find_resemblances(fitted_clusters, former_clusters)
    profiles = cluster_profiles(dates.today, clusters, resemblances)
    rules = learn_cluster_rules(dates.fitted, fitted_clusters, seed=config.seed)
    summaries = cluster_summaries(profiles, dates.today, clusters, rules)
    context.log.info(
        f"{clusters.num_rows:,} users in {model.cluster_count} clusters, fitted on {dates.fitted_on or 'no day'}"
    )
    yield save_table(CLUSTERS_TABLE, clusters, _describe_model(model, dates))
    yield save_table(
        PROFILES_TABLE, profiles, {"clusters against all users": show_picture(draw_cluster_profiles(profiles))}
    )
    yield save_table(SUMMARIES_TABLE, summaries, {"clusters": dg.MetadataValue.md(describe_clusters(summaries))})


def fit(attributes: pa.Table, config: UserClustersConfig) -> UserClusterModel:
    return fit_user_clusters(
        attributes,
        cluster_counts=range(config.min_clusters, config.max_clusters + 1),
        sample_size=config.sample_size,
        seed=config.seed,
    )


def read_attributes() -> tuple[pa.Table, date | None]:
    """Return the attributes of users with an order as of each date, and as-of (None before the first load day)."""
    return INPUTS.read_model("cluster_attributes"), INPUTS.read_as_of_date()


def split_dates(attributes: pa.Table, as_of_date: date | None) -> ClusterDates:
    """Part the attributes by date. Only month-ends by which 10 users had ordered are fitted on: before, the
    shop is too young, and the fit is as of today."""
    by_date = {
        day: attributes.filter(pc.equal(attributes["as_of_date"], pa.scalar(day, pa.date32()))).drop_columns(
            "as_of_date"
        )
        for day in {*pc.unique(attributes["as_of_date"]).to_pylist(), as_of_date}
    }
    today = by_date.pop(as_of_date)
    month_ends = sorted((day for day, table in by_date.items() if table.num_rows >= FEWEST_USERS), reverse=True)
    fitted_on, former_on = [*month_ends, None, None][:2]
    return ClusterDates(
        today,
        fitted_on or as_of_date,
        by_date[fitted_on] if fitted_on else today,
        by_date[former_on] if former_on else None,
    )


def describe_clusters(summaries: pa.Table) -> str:
    """Return the clusters as Markdown: the sentence of each, the rule with its figures, the one it resembles."""
    said = []
    for row in summaries.to_pylist():
        said.append(f"**Cluster {row['cluster_id']}** ({row['user_count']:,} users): {row['sentence']}")
        if row["rule"] and row["rule_precision"] is not None:
            said.append(
                f"- rule: `{row['rule']}`; of those it finds {row['rule_precision']:.0%} are of the cluster, "
                f"and it finds {row['rule_recall']:.0%} of the cluster"
            )
        if row["resembles_cluster_id"]:
            said.append(f"- a month before: most like {row['resembles_cluster_id']} ({row['resemblance']:.0%} shared)")
        said.append("")
    return "\n".join(said) or "none"


def _describe_model(model: UserClusterModel, dates: ClusterDates) -> dict[str, object]:
    described: dict[str, object] = {
        "clusters": model.cluster_count,
        "fitted on": str(dates.fitted_on or "no day: there is no load day yet"),
        "how many clusters": show_picture(draw_cluster_figures(model.figures)),
    }
    notes = [model.reason] if model.reason else []
    if dates.fitted is dates.today:
        notes.append("The shop is younger than a month-end with ten buyers: fitted as of today, so ids may still move.")
    if notes:
        described["note"] = " ".join(notes)
    for row in model.figures.to_pylist():
        figures = {
            name: row[name] for name in ("silhouette", "silhouette_error", "davies_bouldin", "stability") if row[name]
        }
        said = ", ".join(f"{name.replace('_', ' ')} {value:.3f}" for name, value in figures.items())
        described[f"k = {row['cluster_count']}"] = said + (" (chosen)" if row["is_chosen"] else "")
    return described
