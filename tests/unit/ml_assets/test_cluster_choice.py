"""How many clusters: stable first, then separated, then few."""

import numpy as np
import pytest

from ml_assets.clusters.choice import choose_clusters, choose_count


def make_figures(*rows: tuple[float | None, float, float]) -> list[dict]:
    """Rows of (silhouette, stability, standard error)."""
    return [
        {"silhouette": silhouette, "stability": stability, "silhouette_error": error}
        for silhouette, stability, error in rows
    ]


@pytest.mark.parametrize(
    ("figures", "place"),
    [
        ([(0.50, 0.9, 0.01), (0.60, 0.9, 0.01), (0.55, 0.9, 0.01)], 1),
        # The best separated does not come back.
        ([(0.50, 0.9, 0.01), (0.60, 0.7, 0.01), (0.55, 0.75, 0.01)], 2),
        # None is stable: the most stable.
        ([(0.50, 0.5, 0.01), (0.60, 0.4, 0.01), (0.55, 0.6, 0.01)], 2),
        # Within a standard error of the best, fewer clusters will do; beyond, they will not.
        ([(0.59, 0.9, 0.01), (0.60, 0.9, 0.01)], 0),
        ([(0.58, 0.9, 0.01), (0.60, 0.9, 0.01)], 1),
        ([(0.60, 0.9, 0.0), (0.60, 0.9, 0.0)], 0),
        # Where a number has no silhouette it is not taken.
        ([(None, 1.0, 0.0), (0.2, 0.8, 0.01)], 1),
    ],
)
def test_the_rule(figures, place):
    assert choose_count(make_figures(*figures)) == place


def test_clear_groups_are_stable_and_noise_is_not():
    random = np.random.default_rng(0)
    groups = random.permutation(np.concatenate([random.normal(place, 1, (100, 2)) for place in (0, 30, 60)]))
    centers, figures = choose_clusters(groups, [2, 3, 4])
    assert sorted(centers[:, 0].round(-1)) == [0, 30, 60]
    assert figures["stability"][1].as_py() == 1
    _, figures = choose_clusters(random.uniform(size=(300, 5)), [6, 7])
    assert max(figures["stability"].to_pylist()) < 0.75
