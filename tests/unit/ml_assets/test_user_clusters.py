"""User clusters: figures of Iris, planted groups, and what happens where there is nothing to cluster."""

from decimal import Decimal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from sklearn.cluster import KMeans
from sklearn.datasets import load_iris

from ml_assets.attribute_scaling import fit_scaling, scale
from ml_assets.clusters.figures import cluster_figures, cluster_stability
from ml_assets.clusters.table import CLUSTER_FIGURES, USER_CLUSTERS
from ml_assets.clusters.users import assign_user_clusters, fit_user_clusters

PLANTED = ((50.0, 2.0), (500.0, 30.0), (5_000.0, 80.0))


def make_users(net_amount, **others) -> pa.Table:
    ids = [f"u{number:05}" for number in range(len(net_amount))]
    return pa.table({"user_id": pa.array(ids, pa.string()), "net_amount": net_amount, **others})


@pytest.fixture(scope="module")
def planted() -> pa.Table:
    """Three groups of 60 users each, far apart; user u00000 to u00059 spend least."""
    random = np.random.default_rng(3)
    rows = np.concatenate([random.normal(center, [center[0] / 20, 1], (60, 2)) for center in PLANTED])
    return make_users(rows[:, 0], order_count=rows[:, 1])


def test_published_figures_of_iris():
    values = load_iris().data
    labels = KMeans(3, n_init=10, random_state=0).fit_predict(values)
    figures = cluster_figures(values, labels)
    assert round(figures["silhouette"], 6) == 0.552819
    assert round(figures["davies_bouldin"], 6) == 0.661972
    assert round(figures["calinski_harabasz"], 3) == 561.628


@pytest.mark.parametrize("labels", [[0, 0, 0], [0, 1, 2]])
def test_figures_that_are_not_defined_are_not_invented(labels):
    figures = cluster_figures(np.array([[0.0], [1.0], [5.0]]), np.array(labels))
    assert set(figures.values()) == {None}


def test_planted_groups_are_found_and_ordered_by_amount(planted):
    model = fit_user_clusters(planted)
    assert (model.cluster_count, model.reason) == (3, None)
    assigned = assign_user_clusters(model, planted)
    assert assigned["cluster_id"].to_pylist() == ["3"] * 60 + ["2"] * 60 + ["1"] * 60
    assert pc.min(assigned["distance"]).as_py() >= 0
    [chosen] = [row for row in model.figures.to_pylist() if row["is_chosen"]]
    assert (chosen["cluster_count"], chosen["stability"]) == (3, 1)


def test_each_number_of_clusters_tried_has_its_figures(planted):
    figures = fit_user_clusters(planted, cluster_counts=[4, 2, 3, 3]).figures
    assert figures.schema == CLUSTER_FIGURES
    assert figures["cluster_count"].to_pylist() == [2, 3, 4]
    assert figures["is_chosen"].to_pylist() == [False, True, False]
    assert figures["silhouette_error"].null_count == 0


def test_a_sample_finds_the_same_groups_as_everyone(planted):
    model = fit_user_clusters(planted, sample_size=60)
    assert assign_user_clusters(model, planted)["cluster_id"].to_pylist() == ["3"] * 60 + ["2"] * 60 + ["1"] * 60


def test_users_are_assigned_to_the_fit_of_another_day(planted):
    model = fit_user_clusters(planted)
    today = pa.table({"user_id": ["new", "old"], "order_count": [80, 2], "net_amount": [Decimal("5100.5"), None]})
    assert assign_user_clusters(model, today)["cluster_id"].to_pylist() == ["1", "3"]
    with pytest.raises(ValueError, match="attributes must have the column order_count"):
        assign_user_clusters(model, today.drop_columns("order_count"))


def test_the_unknown_amounts_of_a_shop_without_prices_do_not_stop_it(planted):
    unknown = planted.set_column(1, "net_amount", pa.nulls(planted.num_rows))
    model = fit_user_clusters(unknown)
    assert [scaling.name for scaling in model.scalings] == ["order_count"]
    # No amounts to order by: largest cluster first.
    counts = assign_user_clusters(model, unknown)["cluster_id"].value_counts().to_pylist()
    by_id = {row["values"]: row["counts"] for row in counts}
    assert sorted(by_id.values(), reverse=True) == [by_id[key] for key in sorted(by_id)]


@pytest.mark.parametrize(
    ("amounts", "reason"),
    [
        ([float(number) for number in range(9)], "9 users are too few for clusters: at least 10 are needed"),
        ([5.0], "1 users are too few for clusters: at least 10 are needed"),
        ([5.0] * 20, "all users are alike in every attribute"),
        ([None] * 20, "all users are alike in every attribute"),
    ],
)
def test_where_nothing_distinguishes_users_there_is_one_cluster_and_a_reason(amounts, reason):
    users = make_users(pa.array(amounts, pa.float64()))
    model = fit_user_clusters(users)
    assert (model.reason, model.figures.num_rows) == (reason, 0)
    assigned = assign_user_clusters(model, users)
    assert assigned["cluster_id"].to_pylist() == ["1"] * len(amounts)
    assert not pc.any(pc.is_nan(assigned["distance"])).as_py()


def test_more_clusters_than_kinds_of_users_are_not_tried():
    users = make_users([1.0, 9.0] * 10)
    assert fit_user_clusters(users).figures["cluster_count"].to_pylist() == [2]
    model = fit_user_clusters(users, cluster_counts=[3])
    assert (model.cluster_count, model.reason) == (
        1,
        "users are of 2 kinds only, fewer than the fewest clusters to try",
    )


def test_well_separated_groups_are_found_exactly_however_many():
    random = np.random.default_rng(4)
    places = np.array([(x, y) for x in (0, 50) for y in (0, 50)] + [(25, 100)])
    rows = np.concatenate([random.normal(place, 1, (40, 2)) for place in places])
    users = make_users(rows[:, 0], order_count=rows[:, 1])
    assigned = assign_user_clusters(fit_user_clusters(users), users)["cluster_id"].to_pylist()
    assert [len(set(assigned[start : start + 40])) for start in range(0, 200, 40)] == [1] * 5
    assert len(set(assigned)) == 5


def test_nobody_to_fit_on_means_nobody_assigned():
    model = fit_user_clusters(make_users(pa.array([], pa.float64())))
    assert (model.cluster_count, model.reason) == (0, "no users to fit clusters on")
    assert assign_user_clusters(model, make_users([1.0, 2.0])).equals(USER_CLUSTERS.empty_table())


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"cluster_counts": [1, 2]}, "cluster_counts must be whole numbers of at least 2"),
        ({"cluster_counts": []}, "cluster_counts must be whole numbers of at least 2"),
        ({"sample_size": 5}, "sample_size must be at least 10"),
        ({"amount_column": "spend"}, "attributes must have the column spend"),
    ],
)
def test_bad_settings_get_a_sentence(planted, change, message):
    with pytest.raises(ValueError, match=message):
        fit_user_clusters(planted, **change)


def test_repeated_users_and_infinite_values_get_a_sentence():
    with pytest.raises(ValueError, match="one row per user"):
        fit_user_clusters(pa.table({"user_id": ["a", "a"], "net_amount": [1.0, 2.0]}))
    with pytest.raises(ValueError, match=r"attributes\.net_amount holds an infinite value"):
        fit_user_clusters(make_users([1.0, np.inf]))


def test_noise_is_less_stable_than_groups(planted):
    noise = np.random.default_rng(5).uniform(size=(180, 2))
    centers = KMeans(6, n_init=1, random_state=0).fit(noise).cluster_centers_
    assert cluster_stability(noise, centers) < 0.75
    groups = np.concatenate([noise, noise + 50, noise + 100])
    centers = KMeans(3, n_init=1, random_state=0).fit(groups).cluster_centers_
    assert cluster_stability(groups, centers) == 1


def test_skewed_attributes_are_scaled_by_their_logarithm():
    amounts = np.array([0.0, 1, 2, 3, 4, 5, 6, 7, 8, 10_000])
    scaling = fit_scaling("net_amount", amounts)
    assert scaling.is_log
    assert scale(scaling, amounts).max() == 5
    negative, zero, unknown = scale(scaling, np.array([-3.0, 0.0, np.nan]))
    assert negative < zero < unknown == 0
    even = fit_scaling("recency_days", np.arange(11.0))
    assert (even.is_log, even.median, even.spread) == (False, 5, 5)
    assert scale(even, np.array([0, 5, 10, np.nan])).tolist() == [-1, 0, 1, 0]


def test_a_rare_trait_is_divided_by_its_whole_range():
    scaling = fit_scaling("return_amount", np.array([0.0] * 19 + [np.e - 1]))
    assert scaling.spread == pytest.approx(1)
    assert fit_scaling("constant", np.array([4.0, 4.0, np.nan])).spread is None
