"""Plots: a picture for every input, the empty one too."""

import io
from datetime import date
from decimal import Decimal

import matplotlib.image
import numpy as np
import pyarrow as pa
import pytest
from campaign_shops import draw_contacts, make_sums, make_triggers
from plan_shops import make_random_inputs

from ml_assets.attribute_screening import ATTRIBUTE_SCREENING, HORIZON_PERIODS, screen_attributes
from ml_assets.attribute_screening.plot import draw_attributes
from ml_assets.basket_rule_contexts import BASKET_RULE_CONTEXTS, basket_rule_contexts
from ml_assets.basket_rule_contexts.plot import draw_rule_contexts
from ml_assets.basket_rules import PUBLISHED_BASKET_RULES, basket_rules, publish_basket_rules
from ml_assets.basket_rules.plot import draw_rule_map
from ml_assets.campaign_cells import CAMPAIGN_CELLS, campaign_cells
from ml_assets.campaign_cells.plot import draw_campaign_cells
from ml_assets.campaign_effects import CAMPAIGN_DAYS, campaign_days
from ml_assets.campaign_effects.plot import draw_campaign_days
from ml_assets.campaign_plan import campaign_plan
from ml_assets.campaign_plan.plot import draw_campaign_plan
from ml_assets.campaign_plan.summary import SUMMARY, summarize_plan
from ml_assets.clusters.plot import draw_cluster_figures, draw_cluster_profiles, draw_item_clusters
from ml_assets.clusters.profiles import cluster_profiles
from ml_assets.clusters.table import CLUSTER_FIGURES, CLUSTER_PROFILES, ITEM_CLUSTERS
from ml_assets.clusters.users import assign_user_clusters, fit_user_clusters
from ml_assets.evaluation.plot import draw_chance_quality, draw_expected_amounts
from ml_assets.evaluation.table import MODEL_QUALITY, as_quality
from ml_assets.good_products.plot import draw_good_products
from ml_assets.group_item_rules import PUBLISHED_GROUP_ITEM_RULES, group_item_rules, publish_group_item_rules
from ml_assets.group_item_rules.plot import draw_group_items
from ml_assets.next_purchases import PUBLISHED_NEXT_PURCHASES, next_purchases, publish_next_purchases
from ml_assets.next_purchases.plot import draw_gaps
from ml_assets.plots.contact_pressure import draw_contact_pressure, suggest_caps
from ml_assets.plots.days import draw_days
from ml_assets.plots.funnel import draw_funnel
from ml_assets.plots.user_groups import draw_user_groups
from ml_assets.published_rules import ItemFacts
from ml_assets.recommendations.plot import draw_list_quality
from ml_assets.review_themes import REVIEW_THEMES
from ml_assets.review_themes.plot import draw_themes
from ml_assets.tag_checks import TAG_CHECKS, check_tags
from ml_assets.tag_checks.plot import draw_tag_checks
from ml_assets.value import Outcome
from ml_assets.value.plot import draw_calibration, draw_orders_by_past

# A name with dollar signs is no formula.
NAMES = {"i0": "tea for $5 or $9_", "i1": "cups"}
FACTS = ItemFacts(NAMES, {})


def make_rules() -> pa.Table:
    rows = [(f"b{number}", f"i{item}") for number in range(80) for item in range(2 if number < 40 else 1)]
    rows += [(f"c{number}", "i3") for number in range(80)]
    baskets = pa.table({"basket_id": [row[0] for row in rows], "item_id": [row[1] for row in rows]})
    return publish_basket_rules(basket_rules(baskets, 0.01, 0.1), FACTS, 10).rows


def make_group_rules() -> pa.Table:
    buyers = {"item_id": ["i0", "i0", "i1"], "user_group": ["high_value", "ordinary", "ordinary"]}
    groups = {"user_group": ["high_value", "ordinary"], "user_count": [50, 200]}
    rules = group_item_rules(pa.table(buyers | {"buyer_count": [40, 20, 90]}), pa.table(groups))
    return publish_group_item_rules(rules, FACTS, 10).rows


def make_clusters() -> tuple[pa.Table, pa.Table]:
    users = pa.table({"user_id": [f"u{n}" for n in range(40)], "net_amount": [1.0, 50.0] * 20, "points": [None] * 40})
    users = users.set_column(2, "points", users["points"].cast(pa.float64()))
    model = fit_user_clusters(users)
    return model.figures, cluster_profiles(users, assign_user_clusters(model, users))


def make_contexts() -> pa.Table:
    baskets = [(f"b{n}", f"i{item}") for n in range(400) for item in range(3) if n % (3, 4, 50)[item] == 0]
    baskets += [(f"b{n}", "i1") for n in range(3, 200, 3) if n % 4]
    places = pa.array(["north" if n < 200 else "south" for n in range(400)])
    days = pa.array([20_000 + n % 9 for n in range(400)], pa.int32()).cast(pa.date32())
    contexts = pa.table({"basket_id": [f"b{n}" for n in range(400)], "order_date": days, "place": places})
    lines = pa.table({"basket_id": [row[0] for row in baskets], "item_id": [row[1] for row in baskets]})
    return basket_rule_contexts(lines, contexts, 0.01)


def make_sequences() -> pa.Table:
    rows = [(f"u{n}", f"i{item}", 5 * item + n % 7) for n in range(80) for item in range(2)]
    rows += [(f"u{n}", "i0", 40 + n % 9) for n in range(30)]
    days = pa.array([20_000 + row[2] for row in rows], pa.int32()).cast(pa.date32())
    purchases = {"user_id": [row[0] for row in rows], "item_id": [row[1] for row in rows], "order_date": days}
    return publish_next_purchases(next_purchases(pa.table(purchases), 5), FACTS, 10).rows


def make_themes() -> pa.Table:
    """One of a name and a term with dollar signs, and one of praise."""
    shared = {
        **{"scope": "category", "scope_id": "c", "scope_name": "Boots for $5 or $9_", "term_kind": "word"},
        **{"all_low_review_count": 40, "all_high_review_count": 90, "p_value": 0.001, "q_value": 0.01, "examples": []},
    }
    rows = [("low", "$ole_ $", 1.2, 3.1, 20, 2), ("high", "warm", -0.8, -2.2, 1, 30)]
    names = ("rating_group", "term", "log_odds", "z_score", "low_review_count", "high_review_count")
    return pa.Table.from_pylist(
        [shared | {"rank": 1} | dict(zip(names, row, strict=True)) for row in rows], REVIEW_THEMES
    )


def make_tag_checks() -> pa.Table:
    words = {"outcome": ["ordered"] * 4, "among": ["buyers"] * 4, "checked_date": [date(2025, 3, 31)] * 4}
    counts = {"user_count": [90, 200, 60, 70], "did_count": [80, 60, 30, 35], "is_tagged": [True, False] * 2}
    return check_tags(pa.table({"tag": ["new_buyer"] * 2 + ["reviewer"] * 2} | words | counts))


# A trigger and a cell with dollar signs, and one of each that is better left.
COUPON = "coupon_$5_or_$9"


def make_campaign_days() -> pa.Table:
    random = np.random.default_rng(7)
    rows = [
        (
            {"trigger": trigger, "outcome": "orders", "contact_date": date(2025, 1, day)},
            draw_contacts(random, 300, effect),
        )
        for trigger, effect in ((COUPON, 0.9), ("harmful", -0.4), ("useless", 0.0))
        for day in range(1, 9)
    ]
    return campaign_days(make_sums(rows), make_triggers(trigger=[COUPON, "harmful", "useless"]))


def make_campaign_cells() -> pa.Table:
    random = np.random.default_rng(7)
    rows = [
        (
            {"trigger": COUPON, "outcome": "margin", "trait": "lifecycle", "trait_value": value, "half": half},
            draw_contacts(random, 600, effect),
        )
        for value, effect in (("new $ or $", 0.9), ("lapsed", -0.4))
        for half in ("first", "second")
    ]
    return campaign_cells(make_sums(rows), make_triggers(trigger=[COUPON]), date(2025, 1, 31)).cells


def make_item_clusters() -> pa.Table:
    rows = [
        {"item_id": f"i{n}", "cluster_id": str(1 + n % 2), "buyer_count": 90 - n, "strength": 0.5} for n in range(9)
    ]
    return pa.Table.from_pylist(rows, ITEM_CLUSTERS)


def make_screening() -> pa.Table:
    random = np.random.default_rng(2)
    orders = random.poisson(1, 600)
    happened = random.random(600) < 0.2 + 0.2 * (orders > 1)
    past = pa.table(
        {
            "user_id": [f"u{number % 200}" for number in range(600)],
            "period_number": np.repeat([1, 2, 3], 200),
            **dict.fromkeys(HORIZON_PERIODS, happened),
            "order_count_30_days": orders,
            "unit_count": 2 * orders,
            "gender": np.where(random.random(600) < 0.5, "female", "male"),
            "city": pa.nulls(600, pa.string()),
            "city_known_today": pa.array(["Here"] * 600, mask=~happened),
        }
    )
    return screen_attributes(past, date(2025, 4, 30)).attributes


def make_list_quality() -> pa.Table:
    rivals = {"home": ("own_most_bought", "ease"), "discover": ("popular_last_7_days", "ease")}
    empty = dict.fromkeys(MODEL_QUALITY.names)
    figures = {"value": 0.25, "value_low": 0.2, "value_high": 0.3, "is_better_than_naive": False, "status": "evaluated"}
    figures |= {"as_of_date": date(2025, 4, 1), "horizon_days": 30, "user_count": 1_200, "metric": "recall_at_20"}
    return as_quality(
        [
            empty
            | figures
            | {"model": f"recommendations_{name}", "naive_model": rival, "naive_value": 0.1 * (1 + place)}
            for name, those in rivals.items()
            for place, rival in enumerate(those)
        ]
    )


USER_GROUPS = pa.schema(
    [
        *(("user_group", pa.string()), ("user_count", pa.int64())),
        *(("user_share", pa.float64()), ("revenue_share", pa.float64())),
    ]
)


def make_user_groups() -> pa.Table:
    """Of the second group no price is known."""
    rows = [("high_value", 20, 0.25, 0.9), ("ordinary", 60, 0.75, None)]
    return pa.Table.from_pylist([dict(zip(USER_GROUPS.names, row, strict=True)) for row in rows], USER_GROUPS)


DAYS = pa.schema([("activity_date", pa.date32()), ("order_count", pa.int64()), ("net_amount", pa.decimal128(18, 4))])
STEPS = pa.schema([("step", pa.string()), ("visitor_count", pa.int64()), ("viewer_share", pa.float64())])


def make_days() -> pa.Table:
    """On the second day more went back than was sold; of the third no price is known."""
    rows = [(date(2025, 1, 1), 2, Decimal(30)), (date(2025, 1, 2), 1, Decimal(-4)), (date(2025, 1, 4), 3, None)]
    return pa.Table.from_pylist([dict(zip(DAYS.names, row, strict=True)) for row in rows], DAYS)


def make_steps() -> pa.Table:
    rows = [("view", 80, 1.0), ("intent", 20, 0.25), ("checkout", 0, 0.0), ("purchase", 3, None)]
    return pa.Table.from_pylist([dict(zip(STEPS.names, row, strict=True)) for row in rows], STEPS)


PRODUCTS = pa.schema(
    [
        *((name, pa.string()) for name in ("category_id", "category_name", "item_id", "item_name")),
        *((name, pa.int64()) for name in ("rank", "viewer_count", "converted_count")),
        *((f"conversion_share{end}", pa.float64()) for end in ("", "_low", "_high")),
        *((name, pa.float64()) for name in ("score", "category_conversion_share")),
    ]
)


def make_products() -> pa.Table:
    """The second of its category was seen by nobody; of the last category no conversion is known."""
    rows = [
        {"category_id": "c", "category_name": "Tea", "item_name": "tea for $5 or $9_", "viewer_count": 90},
        {"category_id": "c", "category_name": "Tea", "item_name": None, "viewer_count": 0},
        {"category_id": None, "category_name": None, "item_name": "cups", "viewer_count": 9, "conversion_share": None},
    ]
    same = {"converted_count": 0, "conversion_share": 0.2, "conversion_share_low": 0.1, "conversion_share_high": 0.4}
    same |= {"score": 1.5, "category_conversion_share": 0.1}
    return pa.Table.from_pylist(
        [same | {"item_id": f"i{n}", "rank": n + 1} | row for n, row in enumerate(rows)], PRODUCTS
    )


PRESSURE = pa.schema(
    [
        *((name, pa.int64()) for name in ("window_days", "contact_count", "sent_count", "held_back_count")),
        *((name, pa.bool_()) for name in ("is_or_more", "is_suggested_cap")),
        *((name, pa.float64()) for name in ("difference", "difference_low", "difference_high")),
        ("outcome", pa.string()),
    ]
)


def make_pressure(cap: int | None = 2) -> pa.Table:
    """In 30 days a cap is suggested; of four contacts or more too little is known, and nothing of 7 days."""
    rows = []
    for window, count, is_or_more, outcome in (
        (window, count, is_or_more, outcome)
        for window in (7, 30)
        for count in range(5)
        for is_or_more in (False, True)
        for outcome in ("orders", "unsubscribed", "opened")
        if is_or_more or count < 4
    ):
        is_known = window == 30 and count < 4
        numbers = {
            "sent_count": 900 - 200 * count,
            "held_back_count": 400 - 90 * count,
            "difference": 0.02 - 0.03 * count,
        }
        ends = {"difference_low": -0.1, "difference_high": 0.05} if is_known else {}
        keys = {"window_days": window, "contact_count": count, "is_or_more": is_or_more, "outcome": outcome}
        rows.append(keys | numbers | ends | {"is_suggested_cap": is_known and is_or_more and count == cap})
    return pa.Table.from_pylist(rows, PRESSURE)


PLOTS = {
    "contact_pressure": (draw_contact_pressure, make_pressure, PRESSURE),
    "good_products": (draw_good_products, make_products, PRODUCTS),
    "days": (draw_days, make_days, DAYS),
    "funnel": (draw_funnel, make_steps, STEPS),
    "user_groups": (draw_user_groups, make_user_groups, USER_GROUPS),
    "attributes": (lambda table: draw_attributes(table, "ordered_within_30_days"), make_screening, ATTRIBUTE_SCREENING),
    "rule_contexts": (lambda table: draw_rule_contexts(table, NAMES), make_contexts, BASKET_RULE_CONTEXTS),
    "gaps": (lambda table: draw_gaps(table, NAMES), make_sequences, PUBLISHED_NEXT_PURCHASES),
    "rule_map": (lambda table: draw_rule_map(table, NAMES), make_rules, PUBLISHED_BASKET_RULES),
    "group_items": (lambda table: draw_group_items(table, NAMES), make_group_rules, PUBLISHED_GROUP_ITEM_RULES),
    "list_quality": (draw_list_quality, make_list_quality, MODEL_QUALITY),
    "cluster_figures": (draw_cluster_figures, lambda: make_clusters()[0], CLUSTER_FIGURES),
    "themes": (draw_themes, make_themes, REVIEW_THEMES),
    "campaign_days": (draw_campaign_days, make_campaign_days, CAMPAIGN_DAYS),
    "campaign_plan": (draw_campaign_plan, lambda: summarize_plan(campaign_plan(make_random_inputs(3))), SUMMARY),
    "campaign_cells": (draw_campaign_cells, make_campaign_cells, CAMPAIGN_CELLS),
    "tag_checks": (draw_tag_checks, make_tag_checks, TAG_CHECKS),
    "item_clusters": (lambda table: draw_item_clusters(table, NAMES), make_item_clusters, ITEM_CLUSTERS),
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
def test_nothing_to_draw_is_reported(name):
    draw, make_table, shape = PLOTS[name]
    empty = draw(shape.empty_table())
    assert empty.startswith(b"\x89PNG")
    assert empty != draw(make_table())


@pytest.mark.parametrize("name", PLOTS)
def test_a_wrong_shape_gets_one_sentence(name):
    with pytest.raises(ValueError, match="must have the column"):
        PLOTS[name][0](pa.table({"other": [1]}))


def test_value_is_drawn_and_so_is_that_there_is_nothing_to_evaluate():
    random = np.random.default_rng(1)
    before = random.poisson(2, 200)
    outcome = Outcome(before, before * 0.5 + 0.1, before * 0.8, random.poisson(before * 0.5 + 0.1))
    for draw in (draw_orders_by_past, lambda outcome: draw_calibration(outcome, "orders")):
        picture = draw(outcome)
        assert picture == draw(outcome)
        assert picture.startswith(b"\x89PNG")
        assert draw(None).startswith(b"\x89PNG")
        assert draw(None) != picture


def test_the_pressure_curve_begins_with_a_sentence_for_each_window():
    assert suggest_caps(make_pressure()) == [
        "Too few messages to say how many in 7 days are too many.",
        "Send at most 2 messages in 30 days: beyond that more users unsubscribe, and orders are not surely won.",
    ]
    assert suggest_caps(make_pressure(None))[1] == "No number of messages in 30 days is shown to be too many."
    assert suggest_caps(PRESSURE.empty_table()) == [
        "No messages are reported, or nobody is held back: what one more does is not known."
    ]


def draw_quality(size: int) -> bytes:
    predicted = np.random.default_rng(0).random(size)
    return draw_chance_quality(np.random.default_rng(1).random(size) < predicted, predicted, predicted[::-1], "order")


@pytest.mark.parametrize("draw", [draw_quality, lambda size: draw_expected_amounts(np.arange(size), np.ones(size))])
def test_quality_is_drawn_for_many_for_three_and_for_none(draw):
    pictures = [draw(size) for size in (200, 3, 0)]
    for picture in pictures[:2]:
        pixels = matplotlib.image.imread(io.BytesIO(picture), format="png")
        assert len(np.unique(pixels.reshape(-1, pixels.shape[2]), axis=0)) > 20
    assert len(set(pictures)) == 3
    assert pictures == [draw(size) for size in (200, 3, 0)]


def test_figures_that_are_unknown_leave_a_gap():
    """Where all users that are looked at are of one cluster, since the only others are a few far out."""
    unknown = dict.fromkeys(("silhouette", "silhouette_error", "davies_bouldin", "calinski_harabasz"))
    figures = [unknown | {"cluster_count": count, "stability": 0.9, "is_chosen": count == 2} for count in (2, 3)]
    assert draw_cluster_figures(pa.Table.from_pylist(figures, CLUSTER_FIGURES))
