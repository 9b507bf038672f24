"""What every algorithm promises, run over all of them. A new one needs one entry in ALGORITHMS."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pyarrow as pa
import pytest
from campaign_shops import draw_contacts, make_sums, make_triggers
from plan_shops import make_random_inputs
from recommendation_shops import make_shop
from worth_shops import make_random_worth_inputs

from ml_assets.attribute_screening import ATTRIBUTE_SCREENING, HORIZON_PERIODS, screen_attributes
from ml_assets.basket_rule_contexts import BASKET_RULE_CONTEXTS, basket_rule_contexts
from ml_assets.basket_rules import BASKET_RULES, ITEMSETS, basket_rules, frequent_itemsets, strongest
from ml_assets.campaign_cells import CAMPAIGN_CELLS, campaign_cells
from ml_assets.campaign_effects import CAMPAIGN_DAYS, CAMPAIGN_RESULTS, campaign_days, campaign_results
from ml_assets.campaign_plan import CAMPAIGN_PLAN, campaign_plan
from ml_assets.campaign_worth import CANDIDATE_OFFERS, campaign_worth
from ml_assets.clusters.items import fit_item_clusters
from ml_assets.clusters.profiles import cluster_profiles
from ml_assets.clusters.rules import learn_cluster_rules
from ml_assets.clusters.summaries import cluster_summaries
from ml_assets.clusters.table import CLUSTER_FIGURES, CLUSTER_PROFILES, CLUSTER_SUMMARIES, ITEM_CLUSTERS, USER_CLUSTERS
from ml_assets.clusters.users import assign_user_clusters, fit_user_clusters
from ml_assets.columns import DESCRIPTION
from ml_assets.group_item_rules.rules import group_item_rules
from ml_assets.group_item_rules.table import GROUP_ITEM_RULES
from ml_assets.item_neighbors import ITEM_NEIGHBORS, item_neighbors
from ml_assets.look_alikes import USER_LOOK_ALIKES, find_look_alikes
from ml_assets.next_purchases import NEXT_PURCHASES, next_purchases
from ml_assets.recommendations import USER_RECOMMENDATIONS
from ml_assets.review_themes import REVIEW_THEMES, review_themes
from ml_assets.tag_checks import TAG_CHECKS, check_tags
from ml_assets.value import USER_VALUE, user_value

SHOP = make_shop(40)
PLANNED = make_random_inputs(3)
WORTH = make_random_worth_inputs(3)
GROUPS = pa.table({"user_group": ["ordinary", "high_value"], "user_count": [400, 90]})


@dataclass(frozen=True)
class Algorithm:
    name: str
    run: Callable[[pa.Table], pa.Table]
    make_input: Callable[[], pa.Table]
    shape: pa.Schema


def make_baskets() -> pa.Table:
    random = np.random.default_rng(1)
    return pa.table(
        {
            "basket_id": [f"b{number}" for number in random.integers(0, 200, 1_200)],
            "item_id": [f"i{number}" for number in random.geometric(0.2, 1_200)],
        }
    )


def make_buyers() -> pa.Table:
    random = np.random.default_rng(3)
    pairs = [(f"i{item}", group) for item in range(40) for group in GROUPS["user_group"].to_pylist()]
    return pa.table(
        {
            "item_id": [item for item, _ in pairs],
            "user_group": [group for _, group in pairs],
            "buyer_count": random.integers(1, 90, len(pairs)),
        }
    ).filter(pa.array(random.random(len(pairs)) < 0.9))


def make_contexts() -> pa.Table:
    """Contexts of every basket that make_baskets may name."""
    random = np.random.default_rng(3)
    return pa.table(
        {
            "basket_id": [f"b{number}" for number in range(200)],
            "order_date": pa.array(random.integers(20_000, 20_060, 200).astype(np.int32)).cast(pa.date32()),
            "channel": [["app", "web", None][number] for number in random.integers(0, 3, 200)],
        }
    )


def find_contexts(baskets: pa.Table) -> pa.Table:
    return basket_rule_contexts(baskets, make_contexts(), 0.02, max_q_value=1)


def make_purchases() -> pa.Table:
    random = np.random.default_rng(4)
    return pa.table(
        {
            "user_id": [f"u{number}" for number in random.integers(0, 60, 900)],
            "item_id": [f"i{number}" for number in random.geometric(0.2, 900)],
            "order_date": pa.array(random.integers(20_000, 20_090, 900).astype(np.int32)).cast(pa.date32()),
        }
    )


def make_attributes() -> pa.Table:
    random = np.random.default_rng(2)
    orders = random.geometric(0.3, 150)
    return pa.table(
        {
            "user_id": [f"u{number}" for number in range(150)],
            "order_count": orders,
            "net_amount": pa.array(orders * random.lognormal(3, 1, 150), mask=random.random(150) < 0.1),
            "recency_days": random.integers(0, 90, 150),
        }
    )


def make_customers() -> pa.Table:
    random = np.random.default_rng(4)
    age = random.integers(1, 280, 300)
    orders = random.poisson(random.gamma(0.5, 0.02, 300) * age)
    recency = np.where(orders > 0, np.ceil(age * random.random(300)), 0)
    amounts = random.gamma(5, 1, 300) / random.gamma(4, 0.02, 300)
    return pa.table(
        {
            "user_id": [f"u{number}" for number in range(300)],
            "repeat_count": orders,
            "recency_weeks": recency / 7,
            "age_weeks": age / 7,
            "mean_repeat_amount": pa.array(amounts, mask=orders == 0),
        }
    )


def value(customers: pa.Table) -> pa.Table:
    return user_value(customers, as_of_date=date(2025, 4, 30))


def assign(attributes: pa.Table) -> pa.Table:
    return assign_user_clusters(fit_user_clusters(attributes), attributes)


def summarize(attributes: pa.Table) -> pa.Table:
    assigned = assign(attributes)
    profiles = cluster_profiles(attributes, assigned, {"1": ("2", 0.25)})
    return cluster_summaries(profiles, attributes, assigned, learn_cluster_rules(attributes, assigned))


def make_dated_users() -> pa.Table:
    random = np.random.default_rng(5)
    size = 150 * 5
    orders = random.poisson(1, size)
    periods = np.repeat(np.arange(1, 6), 150)
    return pa.table(
        {
            "user_id": [f"u{number}" for number in np.tile(np.arange(150), 5)],
            "period_number": periods,
            **{name: random.random(size) < 0.3 + 0.1 * orders for name in HORIZON_PERIODS},
            "order_count": orders,
            "city": [["Here", "There", None][number] for number in random.integers(0, 3, size)],
            "city_known_today": [["Here", "There", None][number] for number in random.integers(0, 3, size)],
        }
    )


def screen(past: pa.Table) -> pa.Table:
    return screen_attributes(past, date(2025, 4, 30)).attributes


def make_item_buyers() -> pa.Table:
    random = np.random.default_rng(3)
    users = random.integers(0, 200, 2_000)
    items = 2 * random.integers(0, 15, 2_000) + (users + (random.random(2_000) < 0.2)) % 2
    return pa.table({"user_id": [f"u{user}" for user in users], "item_id": [f"i{item}" for item in items]})


def make_reviews() -> pa.Table:
    random = np.random.default_rng(6)
    groups = random.choice(["low", "high", "none"], 400, p=[0.3, 0.5, 0.2])
    words = np.array(["the sole", "came off", "is fine", "is warm", "很差", "so so"])
    bodies = [" ".join(words[random.random(6) < (0.6 if group == "low" else 0.2)]) for group in groups]
    return pa.table(
        {
            "review_id": [f"r{number}" for number in range(400)],
            "rating_group": [None if group == "none" else group for group in groups.tolist()],
            "category_id": [["boots", "hats", None][number] for number in random.integers(0, 3, 400)],
            "category_name": pa.nulls(400, pa.string()),
            "brand": [["Elm", None][number] for number in random.integers(0, 2, 400)],
            "body": bodies,
            "written_date": pa.array(random.integers(20_000, 20_090, 400).astype(np.int32)).cast(pa.date32()),
        }
    )


def make_tag_outcomes() -> pa.Table:
    tags = [f"t{number // 2}" for number in range(20)]
    words = {"outcome": ["ordered"] * 20, "among": ["buyers"] * 20, "checked_date": [date(2025, 3, 31)] * 20}
    counts = {"user_count": [20 * number + 1 for number in range(20)], "did_count": list(range(20))}
    return pa.table({"tag": tags} | counts | words | {"is_tagged": [True, False] * 10})


def make_items() -> pa.Table:
    items = range(40)
    return pa.table({"item_id": [f"i{n}" for n in items], "item_number": items, "item_name": [None, "Tea"] * 20})


def find_neighbors(items: pa.Table) -> pa.Table:
    random = np.random.default_rng(6)
    pairs = np.unique(np.stack([random.integers(0, 60, 600), random.integers(0, 40, 600)]), axis=1)
    numbers = {"item_number": pairs[1]}
    days = {
        name: pa.array(pairs[0] % 9, pa.int32()).cast(pa.date32()) for name in ("first_viewed_date", "last_bought_date")
    }
    alike = {"item_number": [1, 2], "neighbor_number": [2, 1], "rank": [1, 1]}
    alike |= {"is_same_brand": [True, True], "is_same_price_band": [True, False]}
    baskets, persons = {"basket_number": pairs[0]} | numbers, {"person_number": pairs[0]} | numbers | days
    return item_neighbors(items, pa.table(baskets), pa.table(persons), pa.table(alike))


def recommend(purchases: pa.Table) -> pa.Table:
    """For nobody else than those who bought."""
    kept = replace(SHOP, purchases=purchases, interest=SHOP.interest.slice(0, 0), users=SHOP.users.slice(0, 0))
    if isinstance(purchases, pa.Table) and purchases.num_rows:
        kept = replace(kept, users=SHOP.users)
    return kept.recommend().lists


def find_alike(users: pa.Table) -> pa.Table:
    """Alike every third user."""
    members = pa.table({"list": ["third"] * 50, "user_id": [f"u{number}" for number in range(0, 150, 3)]})
    names = ["order_count", "net_amount", "recency_days"]
    return find_look_alikes(users, members, ["third"], names, date(2025, 4, 30))


TRIGGERS = ["cart", "welcome"]


def make_campaign_days() -> pa.Table:
    random = np.random.default_rng(7)
    keys = [
        {"trigger": trigger, "outcome": outcome, "contact_date": date(2025, 1, day)}
        for trigger in TRIGGERS
        for outcome in ("orders", "margin")
        for day in range(1, 6)
    ]
    return make_sums([(key, draw_contacts(random, 120, 0.5)) for key in keys])


def make_campaign_cells() -> pa.Table:
    random = np.random.default_rng(7)
    keys = [
        {"trigger": trigger, "outcome": outcome, "trait": "lifecycle", "trait_value": value, "half": half}
        for trigger in TRIGGERS
        for outcome in ("orders", "margin")
        for value in ("new", "active")
        for half in ("first", "second")
    ]
    return make_sums([(key, draw_contacts(random, 300, 0.5)) for key in keys])


def judge_campaigns(triggers: pa.Table) -> pa.Table:
    return campaign_results(triggers, make_campaign_days(), make_campaign_cells())


def judge_cells(cell_sums: pa.Table) -> pa.Table:
    return campaign_cells(cell_sums, make_triggers(trigger=TRIGGERS), date(2025, 4, 30)).cells


def plan(candidates: pa.Table) -> pa.Table:
    return campaign_plan(replace(PLANNED, candidates=candidates))


def value_offers(candidates: pa.Table) -> pa.Table:
    """The offers, which come in the order of the candidates, by their keys."""
    offers = campaign_worth(replace(WORTH, candidates=candidates)).offers
    return offers.sort_by([(name, "ascending") for name in offers.column_names[:5]])


ALGORITHMS = [
    Algorithm("campaign_worth", value_offers, lambda: WORTH.candidates, CANDIDATE_OFFERS),
    Algorithm("campaign_plan", plan, lambda: PLANNED.candidates, CAMPAIGN_PLAN),
    Algorithm("campaign_results", judge_campaigns, lambda: make_triggers(trigger=TRIGGERS), CAMPAIGN_RESULTS),
    Algorithm(
        "campaign_days",
        lambda t: campaign_days(t, make_triggers(trigger=TRIGGERS)),
        make_campaign_days,
        CAMPAIGN_DAYS,
    ),
    Algorithm("campaign_cells", judge_cells, make_campaign_cells, CAMPAIGN_CELLS),
    Algorithm("tag_checks", check_tags, make_tag_outcomes, TAG_CHECKS),
    Algorithm("item_neighbors", find_neighbors, make_items, ITEM_NEIGHBORS),
    Algorithm("frequent_itemsets", lambda t: frequent_itemsets(t, 0.02), make_baskets, ITEMSETS),
    Algorithm("basket_rules", lambda t: basket_rules(t, 0.02, 0.1), make_baskets, BASKET_RULES),
    Algorithm("group_item_rules", lambda t: group_item_rules(t, GROUPS), make_buyers, GROUP_ITEM_RULES),
    Algorithm("basket_rule_contexts", find_contexts, make_baskets, BASKET_RULE_CONTEXTS),
    Algorithm("next_purchases", lambda t: next_purchases(t, 5), make_purchases, NEXT_PURCHASES),
    Algorithm("review_themes", review_themes, make_reviews, REVIEW_THEMES),
    Algorithm("user_clusters", assign, make_attributes, USER_CLUSTERS),
    Algorithm("cluster_figures", lambda t: fit_user_clusters(t).figures, make_attributes, CLUSTER_FIGURES),
    Algorithm("cluster_profiles", lambda t: cluster_profiles(t, assign(t)), make_attributes, CLUSTER_PROFILES),
    Algorithm("user_value", value, make_customers, USER_VALUE),
    Algorithm("user_look_alikes", find_alike, make_attributes, USER_LOOK_ALIKES),
    Algorithm("attribute_screening", screen, make_dated_users, ATTRIBUTE_SCREENING),
    Algorithm("cluster_summaries", summarize, make_attributes, CLUSTER_SUMMARIES),
    Algorithm("item_clusters", lambda t: fit_item_clusters(t).clusters, make_item_buyers, ITEM_CLUSTERS),
    Algorithm("user_recommendations", recommend, lambda: SHOP.purchases, USER_RECOMMENDATIONS),
    Algorithm("item_cluster_figures", lambda t: fit_item_clusters(t).figures, make_item_buyers, CLUSTER_FIGURES),
]


@pytest.fixture(params=ALGORITHMS, ids=lambda algorithm: algorithm.name)
def algorithm(request) -> Algorithm:
    return request.param


def test_returns_the_declared_shape_and_something_in_it(algorithm):
    table = algorithm.run(algorithm.make_input())
    assert table.schema.equals(algorithm.shape, check_metadata=True)
    assert table.num_rows > 0
    table.validate(full=True)
    assert [field.name for field in table.schema if not field.nullable and table[field.name].null_count] == []


def test_every_column_is_described_and_floats_are_never_nan(algorithm):
    assert all(field.metadata[DESCRIPTION].endswith(b".") for field in algorithm.shape)
    table = algorithm.run(algorithm.make_input())
    floats = [field.name for field in table.schema if pa.types.is_floating(field.type)]
    for name in floats:
        assert np.isfinite(table[name].drop_null().to_numpy()).all(), name


def test_empty_in_is_empty_out(algorithm):
    empty = algorithm.make_input().slice(0, 0)
    assert algorithm.run(empty).equals(algorithm.shape.empty_table())
    # As some readers give it: a table without a single chunk.
    assert algorithm.run(pa.Table.from_batches([], empty.schema)).equals(algorithm.shape.empty_table())


def test_twice_is_equal(algorithm):
    assert algorithm.run(algorithm.make_input()).equals(algorithm.run(algorithm.make_input()))


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_rows_makes_no_difference(algorithm, seed):
    table = algorithm.make_input()
    shuffled = table.take(np.random.default_rng(seed).permutation(table.num_rows))
    chunks = pa.concat_tables([shuffled.slice(0, 7), shuffled.slice(7)])
    assert algorithm.run(chunks).equals(algorithm.run(table))


def test_ids_may_be_large_or_encoded_text(algorithm):
    table = algorithm.make_input()
    place = 0
    name = table.column_names[place]
    large = table.set_column(place, name, table[name].cast(pa.large_string()))
    encoded = table.set_column(place, name, table[name].dictionary_encode())
    expected = algorithm.run(table)
    assert algorithm.run(large).equals(expected)
    assert algorithm.run(encoded).equals(expected)


def test_a_wrong_shape_gets_one_sentence(algorithm):
    table = algorithm.make_input()
    key = table.column_names[0]
    numbered = table.set_column(0, key, pa.array(range(table.num_rows)))
    unknown = table.set_column(0, key, pa.array([None, *table[key].to_pylist()[1:]]))
    text = table.set_column(1, table.column_names[1], pa.array([[1]] * table.num_rows))
    for wrong, sentence in [
        (table.to_pandas(), "must be a pyarrow Table, got DataFrame"),
        (table.drop_columns(key), f"must have the column {key} exactly once"),
        (table.append_column(key, table[key]), f"must have the column {key} exactly once"),
        (numbered, f"{key} must be text, got int64"),
        (unknown, f"{key} has 1 nulls"),
        (text, f"{table.column_names[1]} must be (text|numeric), got list"),
    ]:
        with pytest.raises(ValueError, match=sentence):
            algorithm.run(wrong)


def test_strongest_keeps_the_shape_of_rules():
    rules = basket_rules(make_baskets(), 0.02, 0.1)
    assert strongest(rules, 5).schema.equals(BASKET_RULES, check_metadata=True)
    with pytest.raises(ValueError, match="rules must have the column"):
        strongest(rules.drop_columns("lift"), 5)
    with pytest.raises(ValueError, match="n must be a whole number"):
        strongest(rules, -1)
