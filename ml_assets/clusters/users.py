"""User clusters: users alike in their attributes, fitted at a month's end and assigned to that fit every
day."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from sklearn.metrics import pairwise_distances_argmin, pairwise_distances_argmin_min
from threadpoolctl import threadpool_limits

from ml_assets.attribute_scaling import AttributeScaling, fit_scaling, scale
from ml_assets.clusters.choice import choose_clusters
from ml_assets.clusters.table import CLUSTER_FIGURES, USER_CLUSTERS
from ml_assets.columns import read_ids, read_numbers, require_columns, round_shares

FEWEST_USERS = 10


@dataclass(frozen=True)
class UserClusterModel:
    """A fit: what assign_user_clusters needs, and the figures of how good it is.

    scalings: the attributes that count; centers: one row per cluster in their scaled values, in the order of
    cluster ids; figures: CLUSTER_FIGURES, empty where no choice was possible; reason: why there are fewer than
    two clusters, else None.
    """

    scalings: tuple[AttributeScaling, ...]
    centers: np.ndarray
    figures: pa.Table
    reason: str | None

    @property
    def cluster_count(self) -> int:
        """Number of clusters; 0 where there was nobody to fit on."""
        return len(self.centers)


# One thread: KMeans adds up its threads' partial sums in the order they finish, so the last bits of a centre
# would differ from run to run; on small samples one thread is also quicker.
@threadpool_limits.wrap(limits=1)
def fit_user_clusters(
    attributes: pa.Table,
    *,
    amount_column: str = "net_amount",
    cluster_counts: Sequence[int] = range(2, 9),
    sample_size: int = 10_000,
    seed: int = 0,
) -> UserClusterModel:
    """Fit clusters of users on `attributes`: user_id (text, once each) and numeric columns, as of the fit's
    day.

    Every column but user_id counts alike, scaled by attribute_scaling; null means unknown. KMeans is
    tried with each of `cluster_counts`, and choose_count takes one of them. Above `sample_size` users the fit
    is on a seeded sample of them; everyone counts in the order of the ids, which is by mean `amount_column`,
    highest first. The rows' order makes no difference.

    With fewer than 10 users, or all of them alike, there is one cluster and the model's reason explains why; with
    none there is no cluster. Raises ValueError on wrong columns, repeated users or bad settings.
    """
    if not cluster_counts or min(cluster_counts) < 2:
        raise ValueError(f"cluster_counts must be whole numbers of at least 2, got {list(cluster_counts)}")
    if sample_size < FEWEST_USERS:
        raise ValueError(f"sample_size must be at least {FEWEST_USERS}, got {sample_size}")
    require_columns(attributes, [amount_column], "attributes")
    attributes = _sort_users(attributes)
    names = [name for name in attributes.column_names if name != "user_id"]
    columns = {name: read_numbers(attributes, name, "attributes") for name in names}
    scalings = tuple(s for s in (fit_scaling(name, columns[name]) for name in names) if s.spread is not None)
    values = _scale_all(scalings, columns, attributes.num_rows)
    sample = _draw(values, sample_size, seed)

    kinds = len(np.unique(sample, axis=0))
    counts = [count for count in sorted(set(cluster_counts)) if count <= min(kinds, len(sample) - 1)]
    reason = _reason_against(len(values), kinds, counts)
    if reason:
        centers = values.mean(axis=0, keepdims=True) if len(values) else values
        return UserClusterModel(scalings, centers, CLUSTER_FIGURES.empty_table(), reason)
    centers, figures = choose_clusters(sample, counts, seed=seed)
    return UserClusterModel(scalings, _order(centers, values, columns[amount_column]), figures, None)


def assign_user_clusters(model: UserClusterModel, attributes: pa.Table) -> pa.Table:
    """Assign each user to the nearest cluster of `model`, as USER_CLUSTERS, sorted by user_id.

    attributes: user_id and at least the columns that count in the model; others are not looked at. A model
    without clusters (nobody to fit on) assigns nobody. Raises ValueError on wrong columns or repeated users.
    """
    attributes = _sort_users(attributes)
    columns = {s.name: read_numbers(attributes, s.name, "attributes") for s in model.scalings}
    if not model.cluster_count or not attributes.num_rows:
        return USER_CLUSTERS.empty_table()
    values = _scale_all(model.scalings, columns, attributes.num_rows)
    if model.scalings:
        nearest, distance = pairwise_distances_argmin_min(values, model.centers)
    else:
        nearest, distance = np.zeros(len(values), dtype=int), np.zeros(len(values))
    return pa.table(
        {
            "user_id": attributes["user_id"],
            "cluster_id": [str(number + 1) for number in nearest.tolist()],
            "distance": round_shares(distance),
        },
        schema=USER_CLUSTERS,
    )


def _sort_users(attributes: pa.Table) -> pa.Table:
    users = read_ids(attributes, "user_id", "attributes")
    if pc.count_distinct(users).as_py() != len(users):
        raise ValueError("attributes must have one row per user: some user_id is repeated")
    return attributes.set_column(attributes.column_names.index("user_id"), "user_id", users).sort_by("user_id")


def _scale_all(scalings: Sequence[AttributeScaling], columns: dict[str, np.ndarray], rows: int) -> np.ndarray:
    return np.stack([scale(s, columns[s.name]) for s in scalings], axis=1) if scalings else np.empty((rows, 0))


def _draw(values: np.ndarray, size: int, seed: int) -> np.ndarray:
    """Draw `size` rows (all of them where there are no more), in random order: any start of it is a sample
    too."""
    return values[np.random.default_rng(seed).permutation(len(values))[:size]]


def _reason_against(users: int, kinds: int, counts: Sequence[int]) -> str | None:
    """Return why no clusters can be found among `users` users of `kinds` different rows, or None."""
    if not users:
        return "no users to fit clusters on"
    if users < FEWEST_USERS:
        return f"{users} users are too few for clusters: at least {FEWEST_USERS} are needed"
    if kinds == 1:
        return "all users are alike in every attribute"
    if not counts:
        return f"users are of {kinds} kinds only, fewer than the fewest clusters to try"
    return None


def _order(centers: np.ndarray, values: np.ndarray, amounts: np.ndarray) -> np.ndarray:
    """Order centres by mean amount, highest first; clusters whose amounts are all unknown last, largest
    first."""
    nearest = pairwise_distances_argmin(values, centers)
    keys = []
    for number, center in enumerate(centers):
        known = amounts[(nearest == number) & ~np.isnan(amounts)]
        mean = known.mean().round(6) if known.size else -np.inf
        keys.append((-mean, -int((nearest == number).sum()), *center.round(6).tolist()))
    return centers[sorted(range(len(centers)), key=keys.__getitem__)]
