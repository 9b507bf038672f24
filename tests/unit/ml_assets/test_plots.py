"""Plots: a picture for every input, the empty one too."""

import io

import matplotlib.image
import numpy as np
import pyarrow as pa
import pytest

from ml_assets.basket_rules import BASKET_RULES, basket_rules
from ml_assets.cluster_figures import CLUSTER_FIGURES
from ml_assets.cluster_profiles import CLUSTER_PROFILES, cluster_profiles
from ml_assets.plots.clusters import draw_cluster_figures, draw_cluster_profiles
from ml_assets.plots.model_quality import draw_chance_quality, draw_expected_amounts
from ml_assets.plots.rules import draw_rule_map, draw_strongest_rules
from ml_assets.user_clusters import assign_user_clusters, fit_user_clusters

# A name with dollar signs is no formula.
NAMES = {"i0": "tea for $5 or $9_", "i1": "cups"}


def make_rules() -> pa.Table:
    rows = [(f"b{number}", f"i{item}") for number in range(80) for item in range(2 if number < 40 else 1)]
    rows += [(f"c{number}", "i3") for number in range(80)]
    return basket_rules(
        pa.table({"basket_id": [row[0] for row in rows], "item_id": [row[1] for row in rows]}), 0.01, 0.1
    )


def make_clusters() -> tuple[pa.Table, pa.Table]:
    users = pa.table({"user_id": [f"u{n}" for n in range(40)], "net_amount": [1.0, 50.0] * 20, "points": [None] * 40})
    users = users.set_column(2, "points", users["points"].cast(pa.float64()))
    model = fit_user_clusters(users)
    return model.figures, cluster_profiles(users, assign_user_clusters(model, users))


PLOTS = {
    "rule_map": (lambda table: draw_rule_map(table, NAMES), make_rules, BASKET_RULES),
    "strongest_rules": (lambda table: draw_strongest_rules(table, NAMES), make_rules, BASKET_RULES),
    "cluster_figures": (draw_cluster_figures, lambda: make_clusters()[0], CLUSTER_FIGURES),
    "cluster_profiles": (draw_cluster_profiles, lambda: make_clusters()[1], CLUSTER_PROFILES),
}


@pytest.mark.parametrize("name", PLOTS)
def test_draws_a_picture_and_the_same_one_twice(name):
    draw, make_table, _ = PLOTS[name]
    picture = draw(make_table())
    pixels = matplotlib.image.imread(io.BytesIO(picture), format="png")
    assert min(pixels.shape[:2]) > 200
    assert len(np.unique(pixels.reshape(-1, pixels.shape[2]), axis=0)) > 20
    assert draw(make_table()) == picture


@pytest.mark.parametrize("name", PLOTS)
def test_nothing_to_draw_is_said(name):
    draw, make_table, shape = PLOTS[name]
    empty = draw(shape.empty_table())
    assert empty.startswith(b"\x89PNG")
    assert empty != draw(make_table())


@pytest.mark.parametrize("name", PLOTS)
def test_a_wrong_shape_gets_one_sentence(name):
    with pytest.raises(ValueError, match="must have the column"):
        PLOTS[name][0](pa.table({"other": [1]}))


def draw_quality(size: int) -> bytes:
    foretold = np.random.default_rng(0).random(size)
    return draw_chance_quality(np.random.default_rng(1).random(size) < foretold, foretold, foretold[::-1], "order")


@pytest.mark.parametrize("draw", [draw_quality, lambda size: draw_expected_amounts(np.arange(size), np.ones(size))])
def test_quality_is_drawn_for_many_for_three_and_for_none(draw):
    pictures = [draw(size) for size in (200, 3, 0)]
    for picture in pictures[:2]:
        pixels = matplotlib.image.imread(io.BytesIO(picture), format="png")
        assert len(np.unique(pixels.reshape(-1, pixels.shape[2]), axis=0)) > 20
    assert len(set(pictures)) == 3
    assert pictures == [draw(size) for size in (200, 3, 0)]
