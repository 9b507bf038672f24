"""How well a set of clusters fits: separation, and whether it comes back on other samples of the same
users."""

import numpy as np
import pyarrow as pa
from sklearn.cluster import KMeans
from sklearn.metrics import (
    calinski_harabasz_score,
    davies_bouldin_score,
    pairwise_distances_argmin,
    silhouette_score,
)

from ml_assets.columns import column

CLUSTER_FIGURES = pa.schema(
    [
        column("cluster_count", pa.int64(), "Number of clusters tried (k)."),
        column("silhouette", pa.float64(), "Mean of (b - a) / max(a, b), -1 to 1: higher is better separated."),
        column("davies_bouldin", pa.float64(), "Davies-Bouldin index: lower is better separated."),
        column("calinski_harabasz", pa.float64(), "Calinski-Harabasz index: higher is better separated."),
        column(
            "is_chosen",
            pa.bool_(),
            "Whether this k was taken: the highest silhouette, the fewest clusters on ties.",
        ),
    ]
)


def cluster_figures(values: np.ndarray, labels: np.ndarray) -> dict[str, float | None]:
    """Return silhouette, davies_bouldin and calinski_harabasz of labelled rows, unrounded.

    values: float array (rows x attributes); labels: one a row. All three are None where they are not defined:
    fewer than two clusters, or as many clusters as rows.
    """
    if not 2 <= len(np.unique(labels)) < len(labels):
        return dict.fromkeys(("silhouette", "davies_bouldin", "calinski_harabasz"))
    return {
        "silhouette": float(silhouette_score(values, labels)),
        "davies_bouldin": float(davies_bouldin_score(values, labels)),
        "calinski_harabasz": float(calinski_harabasz_score(values, labels)),
    }


def cluster_stability(values: np.ndarray, centers: np.ndarray, *, samples: int = 10, seed: int = 0) -> float:
    """Return how far the clusters come back when fitted anew on bootstrap samples of the rows: 0 to 1.

    For each sample and each cluster: the Jaccard overlap with the new cluster that resembles it most; then
    the mean. Above 0.75 clusters are usually held to be real, below 0.5 they are accidents of the sample.
    """
    random = np.random.default_rng(seed)
    before = pairwise_distances_argmin(values, centers)
    overlaps = []
    for number in range(samples):
        rows = random.integers(0, len(values), len(values))
        refit = KMeans(len(centers), n_init=3, random_state=seed + number).fit(values[rows])
        after = refit.predict(values)
        both = np.zeros((len(centers), len(centers)))
        np.add.at(both, (before, after), 1)
        either = both.sum(axis=1, keepdims=True) + both.sum(axis=0) - both
        overlaps.append((both / np.maximum(either, 1)).max(axis=1).mean())
    return float(np.mean(overlaps))
