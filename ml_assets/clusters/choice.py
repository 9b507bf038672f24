"""How many clusters: the number that is well separated and comes back on other samples."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
from sklearn.cluster import KMeans
from sklearn.metrics import pairwise_distances

from ml_assets.clusters.figures import cluster_figures, cluster_stability
from ml_assets.clusters.table import CLUSTER_FIGURES

STABLE = 0.75
# Silhouette grows with the square of the rows (0.2 GB here), and rests on a standard error below 0.005 from here on.
MOST_EVALUATED = 5_000
MOST_REFITTED = 2_000


def choose_clusters(
    values: np.ndarray, counts: Sequence[int], *, starts: int = 10, seed: int = 0
) -> tuple[np.ndarray, pa.Table]:
    """Return the centres of the chosen KMeans fit (clusters x columns) and CLUSTER_FIGURES of every one
    tried.

    values: float rows in random order (any start of them is a sample), more of them and of more kinds than
    the greatest of `counts`. Figures are taken on the first 5,000 rows, stability on the first 2,000.
    """
    tried, figures = [], []
    sample = values[:MOST_EVALUATED]
    distances = pairwise_distances(sample)
    for count in counts:
        fit = KMeans(count, n_init=starts, random_state=seed).fit(values)
        stability = cluster_stability(values[:MOST_REFITTED], fit.cluster_centers_, seed=seed)
        evaluated = cluster_figures(sample, fit.labels_[:MOST_EVALUATED], distances) | {"stability": stability}
        tried.append(fit.cluster_centers_)
        figures.append({name: None if figure is None else round(figure, 6) for name, figure in evaluated.items()})
    chosen = choose_count(figures)
    rows = [
        {"cluster_count": count, **row, "is_chosen": place == chosen}
        for place, (count, row) in enumerate(zip(counts, figures, strict=True))
    ]
    return tried[chosen], pa.Table.from_pylist(rows, CLUSTER_FIGURES)


def choose_count(figures: Sequence[dict[str, float | None]]) -> int:
    """Return the place of the number of clusters to take; `figures` in rising order of that number.

    Those with a stability of at least 0.75 stand for election, or the most stable where none has that. Among
    them the highest silhouette; of those within its standard error, the fewest clusters: what is gained
    beyond is within the accident of the sample.
    """
    known = [place for place, row in enumerate(figures) if row["silhouette"] is not None] or [0]
    best_stability = max(figures[place]["stability"] for place in known)
    stable = [place for place in known if figures[place]["stability"] >= min(STABLE, best_stability)]
    best = max(stable, key=lambda place: (figures[place]["silhouette"] or 0.0, -place))
    least = (figures[best]["silhouette"] or 0.0) - (figures[best]["silhouette_error"] or 0.0)
    return next(place for place in stable if (figures[place]["silhouette"] or 0.0) >= least)
