"""How well a set of clusters fits: separation, and whether it comes back on other samples of the same
users."""

import numpy as np
from sklearn.cluster import KMeans
from sklearn.metrics import (
    calinski_harabasz_score,
    davies_bouldin_score,
    pairwise_distances,
    pairwise_distances_argmin,
    silhouette_samples,
)


def cluster_figures(
    values: np.ndarray, labels: np.ndarray, distances: np.ndarray | None = None
) -> dict[str, float | None]:
    """Return silhouette, its standard error, davies_bouldin and calinski_harabasz of labelled rows, unrounded.

    values: float array (rows x attributes); labels: one a row; distances: of every two rows, for who asks for the
    figures of the same rows more than once. All are None where they are not defined: fewer than two clusters, or as
    many clusters as rows.
    """
    if not 2 <= len(np.unique(labels)) < len(labels):
        return dict.fromkeys(("silhouette", "silhouette_error", "davies_bouldin", "calinski_harabasz"))
    distances = pairwise_distances(values) if distances is None else distances
    silhouettes = silhouette_samples(distances, labels, metric="precomputed")
    return {
        "silhouette": float(silhouettes.mean()),
        "silhouette_error": float(silhouettes.std(ddof=1) / np.sqrt(len(silhouettes))),
        "davies_bouldin": float(davies_bouldin_score(values, labels)),
        "calinski_harabasz": float(calinski_harabasz_score(values, labels)),
    }


def cluster_stability(values: np.ndarray, centers: np.ndarray, *, samples: int = 10, seed: int = 0) -> float:
    """Return how far the clusters come back when fitted again on bootstrap samples of the rows: 0 to 1.

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
