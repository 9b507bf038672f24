"""No algorithm raises on what a shop may really be like: nobody, one, all alike, all unknown, far out, all at once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from campaign_shops import make_sums, make_triggers
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from plan_shops import make_random_inputs
from worth_shops import make_random_worth_inputs

from ml_assets.attribute_screening import HORIZON_PERIODS, screen_attributes
from ml_assets.basket_rule_contexts import basket_rule_contexts
from ml_assets.basket_rules import LimitReachedError, basket_rules
from ml_assets.campaign_cells import campaign_cells
from ml_assets.campaign_cells.plot import draw_campaign_cells
from ml_assets.campaign_effects import campaign_days, campaign_results
from ml_assets.campaign_effects.plot import draw_campaign_days
from ml_assets.campaign_plan import campaign_plan
from ml_assets.campaign_plan.plot import draw_campaign_plan
from ml_assets.campaign_plan.summary import summarize_plan
from ml_assets.campaign_worth import campaign_worth
from ml_assets.clusters.items import fit_item_clusters
from ml_assets.clusters.plot import draw_cluster_figures, draw_cluster_profiles
from ml_assets.clusters.profiles import cluster_profiles
from ml_assets.clusters.rules import learn_cluster_rules
from ml_assets.clusters.summaries import cluster_summaries
from ml_assets.clusters.users import assign_user_clusters, fit_user_clusters
from ml_assets.good_products import evaluate_good_products
from ml_assets.item_neighbors import item_neighbors
from ml_assets.look_alikes import evaluate_look_alikes, find_look_alikes
from ml_assets.next_purchases import next_purchases
from ml_assets.propensity import OUTCOMES, evaluate_propensity, fit_propensity, predict_propensity
from ml_assets.recommendations import user_recommendations
from ml_assets.recommendations.plot import draw_list_quality
from ml_assets.review_themes import review_themes
from ml_assets.review_themes.plot import draw_themes
from ml_assets.send_times import evaluate_send_times
from ml_assets.send_times.evaluate import COUNTS, TRAITS
from ml_assets.value import evaluate_value, user_value

TODAY = date(2025, 6, 30)
AMOUNTS: dict[str, Callable] = {
    "all alike": lambda random, size: np.full(size, 9.99),
    "nothing": lambda random, size: np.zeros(size),
    "unknown": lambda random, size: np.full(size, np.nan),
    "partly unknown": lambda random, size: np.where(random.random(size) < 0.5, np.nan, random.lognormal(3, 2, size)),
    "returned": lambda random, size: -random.lognormal(3, 1, size),
    "one huge": lambda random, size: np.where(np.arange(size) == size - 1, 1e10, 5.0),
    "usual": lambda random, size: random.lognormal(3, 1, size),
}
DAYS: dict[str, Callable] = {
    "one day": lambda random, size: np.full(size, 20_000),
    "since 1900": lambda random, size: random.integers(-25_567, 20_000, size),
    "one of 1900": lambda random, size: np.where(np.arange(size) == 0, -25_567, 20_000 + np.arange(size) % 40),
}
PATTERNS: dict[str, Callable] = {
    "all of all": lambda random, left, right: left >= 0,
    "some": lambda random, left, right: random.random(left.shape) < 0.15,
    "thirds": lambda random, left, right: left % 3 == right % 3,
    "one of all": lambda random, left, right: right == 0,
    "steps": lambda random, left, right: right <= left,
}
ODD_TEXTS = (
    *(
        "",
        " ",
        "'",
        "-",
        "...",
        "\n\r\t",
        "😀😀 👍🏽",
        "100%",
        "12.05.2024 +49 (0)170 123-4567",
        "anna@example.com",
        "***",
    ),
    *(
        "a" * 900,
        "质量很差",
        "とても良いケーブル",
        "เสื้อสวยมาก",
        "좋아요 정말",
        "رائع جدا",
        "e\u0301cran casse\u0301",
        "\u0000\ufeff\u202e",
    ),
    *("İstanbul ß ﬁne", "$x_1$ <b>bold</b>", "the the the the", "the sole came off", "the zip broke"),
)
sizes, seeds = st.sampled_from([1, 2, 9, 30, 60, 150]), st.integers(0, 1_000)
amounts, days, patterns = (st.sampled_from(list(kinds)) for kinds in (AMOUNTS, DAYS, PATTERNS))


def odd(examples: int) -> Callable[[Callable], Callable]:
    """So many odd tables; what fails is shown as it is, since shrinking fits of models takes minutes."""
    phases = [Phase.explicit, Phase.reuse, Phase.generate]
    return settings(max_examples=examples, deadline=None, phases=phases, suppress_health_check=list(HealthCheck))


def require_figures(*tables: pa.Table) -> None:
    """Every figure is a number, or empty."""
    for table in tables:
        table.validate(full=True)
        for field in table.schema:
            if pa.types.is_floating(field.type):
                assert np.isfinite(table[field.name].drop_null().to_numpy()).all(), field.name


def as_dates(values: np.ndarray) -> pa.Array:
    return pa.array(values.astype(np.int32)).cast(pa.date32())


def name_pairs(random: np.random.Generator, pattern: str, left_size: int, right_size: int, *names: str) -> pa.Table:
    left, right = np.indices((left_size, right_size))
    chosen = PATTERNS[pattern](random, left, right)
    found = ([f"{mark}{n}" for n in values[chosen]] for mark, values in (("l", left), ("r", right)))
    return pa.table([pa.array(ids, pa.string()) for ids in found], names)


@odd(25)
@given(seeds, sizes, amounts, amounts, st.booleans())
def test_users_are_clustered_or_it_is_explained_why_not(seed, size, first, second, is_counted):
    random = np.random.default_rng(seed)
    attributes = pa.table(
        {
            "user_id": [f"u{n}" for n in range(size)],
            "net_amount": pa.array(AMOUNTS[first](random, size), from_pandas=True),
            "order_count": random.poisson(2, size) if is_counted else np.ones(size, np.int64),
            "other": pa.array(AMOUNTS[second](random, size), from_pandas=True),
        }
    )
    model = fit_user_clusters(attributes)
    clusters = assign_user_clusters(model, attributes)
    profiles = cluster_profiles(attributes, clusters)
    rules = learn_cluster_rules(attributes, clusters)
    require_figures(clusters, model.figures, profiles, cluster_summaries(profiles, attributes, clusters, rules))
    assert (model.reason is None) == (model.cluster_count > 1)
    draw_cluster_figures(model.figures)
    draw_cluster_profiles(profiles)


@odd(25)
@given(
    seeds, sizes, amounts, st.sampled_from([0, 0.3, 1]), st.sampled_from([0, 0.5, 1]), st.sampled_from([None, "lost"])
)
def test_users_are_alike_or_it_is_explained_why_not(seed, size, amount, on_list, later, segment):
    random = np.random.default_rng(seed)
    ids = np.array([f"u{n}" for n in range(size)], dtype=object)
    users = pa.table(
        {
            "user_id": pa.array(ids, pa.string()),
            "rfm_segment": pa.array([segment] * size, pa.string()),
            "ordered_within_90_days": pa.array(random.random(size) < later, pa.bool_()),
            "net_amount": pa.array(AMOUNTS[amount](random, size), from_pandas=True),
            "is_registered": pa.array(random.random(size) < 0.5, pa.bool_()),
        }
    )
    is_member = random.random(size) < on_list
    members, joined = (
        pa.table({"list": pa.array(["l"] * who.sum(), pa.string()), "user_id": pa.array(ids[who], pa.string())})
        for who in (is_member, is_member | (random.random(size) < later))
    )
    verdict = evaluate_look_alikes(users, members, joined, ["l"], ["net_amount", "is_registered"], TODAY)
    found = find_look_alikes(users, members, ["l"], ["net_amount", "is_registered"], TODAY, verdict.statuses)
    require_figures(verdict.quality, found)
    assert not set(found["user_id"].to_pylist()) & set(ids[is_member])
    assert set(found["status"].to_pylist()) <= set(verdict.statuses.values())
    assert verdict.quality.num_rows in (1, 4)


@odd(25)
@given(seeds, sizes, sizes, patterns, st.sampled_from([1, 10]))
def test_items_are_clustered_or_it_is_explained_why_not(seed, users, items, pattern, min_buyers):
    purchases = name_pairs(np.random.default_rng(seed), pattern, users, items, "user_id", "item_id")
    fit = fit_item_clusters(purchases, min_buyers=min_buyers)
    require_figures(fit.clusters, fit.figures)
    assert fit.reason is not None or len(fit.clusters["cluster_id"].unique()) > 1


@odd(25)
@given(seeds, sizes, sizes, patterns, days, st.sampled_from([None, "web", "two", "each"]))
def test_rules_and_their_contexts_are_found_within_limits(seed, size, items, pattern, when, channels):
    random = np.random.default_rng(seed)
    baskets = name_pairs(random, pattern, size, min(items, 30), "basket_id", "item_id")
    ids = baskets["basket_id"].unique()
    channel = {None: [None] * len(ids), "two": [["web", None][n % 2] for n in range(len(ids))], "each": ids}
    contexts = pa.table(
        {
            "basket_id": ids,
            "order_date": as_dates(DAYS[when](random, len(ids))),
            "channel": pa.array(channel.get(channels, ["web"] * len(ids)), pa.string()),
            "weekday": [f"day {n % 7}" for n in range(len(ids))],
        }
    )
    require_figures(basket_rules(baskets, 0.002, 0.05, 3), basket_rule_contexts(baskets, contexts, 0.002))


@odd(25)
@given(seeds, st.sampled_from([1, 30, 500]), sizes, sizes, days)
def test_sequences_are_found_on_any_calendar(seed, lines, users, items, when):
    random = np.random.default_rng(seed)
    purchases = pa.table(
        {
            "user_id": [f"u{n}" for n in random.integers(0, users, lines)],
            "item_id": [f"i{n}" for n in random.integers(0, items, lines)],
            "order_date": as_dates(DAYS[when](random, lines)),
        }
    )
    require_figures(next_purchases(purchases, 2))


@odd(40)
@given(
    seeds,
    st.lists(st.one_of(st.sampled_from(ODD_TEXTS), st.text(max_size=30)), min_size=1, max_size=12),
    st.sampled_from([1, 9, 150]),
    st.sampled_from(["one", "none", "each", "some"]),
    st.sampled_from([["low", "high", None], ["low"], ["high"], [None], ["low", "high"]]),
)
def test_themes_are_found_in_any_text(seed, texts, size, categories, groups):
    random = np.random.default_rng(seed)
    some = [["c1", None][n % 2] for n in range(size)]
    category = {"none": [None] * size, "each": [f"c{n}" for n in range(size)], "some": some}
    reviews = pa.table(
        {
            "review_id": [f"r{n}" for n in range(size)],
            "rating_group": pa.array([groups[n] for n in random.integers(0, len(groups), size)], pa.string()),
            "category_id": pa.array(category.get(categories, ["c"] * size), pa.string()),
            "category_name": pa.nulls(size, pa.string()),
            "brand": pa.array(some, pa.string()),
            "body": [texts[n].encode("utf-8", "ignore").decode() for n in random.integers(0, len(texts), size)],
            "written_date": as_dates(random.integers(-25_567, 20_000, size)),
        }
    )
    themes = review_themes(reviews, min_review_count=1, max_q_value=1)
    require_figures(themes)
    draw_themes(themes)
    if len(set(groups) - {None}) < 2 or categories == "each":
        assert "category" not in themes["scope"].to_pylist()


@odd(25)
@example(41, 150, "unknown", "returned", 2, 1 / 7)
@given(seeds, sizes, amounts, amounts, st.sampled_from([0, 0.3, 2, 20]), st.sampled_from([1 / 7, 50.0, 6_500.0]))
def test_value_is_estimated_or_it_is_explained_why_not(seed, size, paid, spent, repeats, weeks):
    random = np.random.default_rng(seed)
    # No more order days than days.
    repeat_count = np.minimum(random.poisson(repeats, size), int(weeks * 7))
    recency = np.where(repeat_count > 0, weeks * random.integers(1, 3, size) / 2, 0.0)
    customers = pa.table(
        {
            "user_id": [f"u{n}" for n in range(size)],
            "repeat_count": repeat_count,
            "recency_weeks": recency,
            "age_weeks": np.full(size, weeks),
            "mean_repeat_amount": pa.array(AMOUNTS[paid](random, size), from_pandas=True),
        }
    )
    actual = {"actual_order_count": random.poisson(0.5, size), "actual_amount": AMOUNTS[spent](random, size)}
    known = pa.table({name: customers[name] for name in customers.column_names} | actual)
    evaluation = evaluate_value(known, as_of_date=TODAY, horizon_days=90)
    values = user_value(customers, as_of_date=TODAY, is_better_than_naive=evaluation.is_better_than_naive)
    require_figures(evaluation.quality, values)
    assert values.num_rows == size


@odd(10)
@example(0, 150, "unknown", "unknown", "at random", 8)
@example(0, 150, "usual", "one huge", "by turns", 2)
@given(
    seeds,
    st.sampled_from([1, 70, 150]),
    amounts,
    amounts,
    st.sampled_from(["nobody", "everybody", "by turns", "the same", "at random"]),
    st.sampled_from([1, 2, 8]),
)
def test_chances_and_screening_are_given_or_it_is_explained_why_not(seed, users, known, spent, who, dates):
    random = np.random.default_rng(seed)
    size = users * dates
    user, period = np.tile(np.arange(users), dates), np.repeat(np.arange(1, dates + 1), users)
    happened = {
        "nobody": user < 0,
        "everybody": user >= 0,
        # Who did it in one period does not in the next: what predicts everything predicts it the wrong way round.
        "by turns": (user + period) % 2 == 0,
        "the same": user % 2 == 0,
        "at random": random.random(size) < 0.5,
    }[who]
    past = pa.table(
        {
            "user_id": [f"u{n}" for n in user],
            "period_number": period,
            "ordered_within_30_days": happened,
            "became_high_value": pa.array(happened, mask=period < 3),
            "stopped_buying": pa.array(~happened, mask=period < 3),
            "spend_within_30_days": pa.array(np.where(happened, AMOUNTS[spent](random, size), 0), from_pandas=True),
            "days_since_order": pa.array(np.where(user % 3 == 0, np.nan, period * 30.0), from_pandas=True),
            "order_count": np.ones(size, np.int64),
            "order_count_90_days": random.poisson(1, size),
            "net_amount": pa.array(AMOUNTS[known](random, size), from_pandas=True),
            "tenure_days": np.full(size, 45_000),
            "parity": user % 2,
            "city": pa.nulls(size, pa.string()),
        }
    )
    screening = screen_attributes(past, TODAY)
    verdict = evaluate_propensity(past.drop_columns("became_high_value"), TODAY)
    model = fit_propensity(past.drop_columns("became_high_value"))
    today = past.filter(pc.equal(past["period_number"], 1)).drop_columns({*OUTCOMES, *HORIZON_PERIODS, "period_number"})
    today = today.append_column("as_of_date", pa.array([TODAY] * users))
    rows = predict_propensity(model, verdict.statuses, today)
    require_figures(screening.attributes, screening.quality, verdict.quality, rows)
    assert rows.num_rows == users


@odd(25)
@given(seeds, sizes, sizes, patterns, days, st.sampled_from([1, 50]))
def test_neighbors_are_found_whoever_views_and_buys(seed, holders, items, pattern, when, most):
    random = np.random.default_rng(seed)
    owner, item = np.nonzero(PATTERNS[pattern](random, *np.indices((holders, items))))
    date_of = [as_dates(DAYS[when](random, len(owner))) for _ in range(2)]
    viewed, bought = (pa.array(days, mask=random.random(len(owner)) < 0.4) for days in map(pa.Array.to_pylist, date_of))
    persons = {"person_number": owner, "item_number": item}
    persons |= {"first_viewed_date": viewed.cast(pa.date32()), "last_bought_date": bought.cast(pa.date32())}
    named = pa.table({"item_id": [f"i{n}" for n in range(items)], "item_number": range(items)})
    alike = {"item_number": [0], "neighbor_number": [items - 1], "rank": [1]}
    rows = item_neighbors(
        named.append_column("item_name", pa.nulls(items, pa.string())),
        pa.table({"basket_number": owner, "item_number": item}),
        pa.table(persons),
        pa.table(alike | {"is_same_brand": [True], "is_same_price_band": [False]}),
        most_neighbors=most,
    )
    require_figures(rows)
    assert all(count >= 2 for count in rows["both_count"].drop_null().to_pylist())


@odd(10)
@given(seeds, sizes, st.sampled_from([0, 0.01, 0.5, 1]), st.sampled_from([1, 3, 150]))
def test_good_products_are_judged_or_it_is_explained_why_not(seed, size, chance, categories):
    random = np.random.default_rng(seed)
    counts = {
        f"{name}_{kind}_count": random.poisson(3, size) for name in ("good", "popular") for kind in ("viewer", "buyer")
    }
    counts |= {
        f"{name}_{done}_count": random.binomial(counts[f"{name}_{kind}_count"], chance)
        for name in ("good", "popular")
        for kind, done in (("viewer", "converted"), ("buyer", "repeated"))
    }
    persons = {"person_number": random.integers(0, 9, size), "category_number": random.integers(0, categories, size)}
    require_figures(evaluate_good_products(pa.table(persons | counts), TODAY, 30))


@odd(10)
@given(seeds, sizes, st.sampled_from([0, 0.01, 0.5, 1]))
def test_send_times_are_judged_or_it_is_explained_why_not(seed, size, chance):
    random = np.random.default_rng(seed)
    visits = random.integers(1, 9, size)
    counts = {name: random.binomial(visits, chance) for name in COUNTS[1:]}
    keys = {
        "user_id": pa.array([f"u{n}" for n in random.integers(0, 9, size)], pa.string()),
        "trait": pa.array([TRAITS[n] for n in random.integers(0, 3, size)], pa.string()),
    }
    require_figures(evaluate_send_times(pa.table(keys | {"visit_count": visits} | counts), TODAY, 30))


def test_a_limit_is_an_error_of_its_own():
    """So that whoever asked can ask for less."""
    pairs = name_pairs(np.random.default_rng(0), "all of all", 30, 100, "basket_id", "item_id")
    with pytest.raises(LimitReachedError):
        basket_rules(pairs, 0.002, 0.05, 3, max_itemsets=50_000)


def recommend_oddly(
    random: np.random.Generator, lines: int, users: int, items: int, when: str, amount: str, category: str
):
    """Recommendations of a small random shop."""

    def draw(size: int, **counts: np.ndarray) -> pa.Table:
        columns = {
            "user_id": [f"u{n}" for n in random.integers(0, users, size)],
            "item_id": [f"i{n}" for n in random.integers(0, items, size)],
            "activity_date": as_dates(DAYS[when](random, size)),
        }
        types = (pa.string(), pa.string(), pa.date32())
        keys = {name: pa.array(v, kind) for (name, v), kind in zip(columns.items(), types, strict=True)}
        return pa.table(keys | counts)

    names = [f"i{n}" for n in range(items)]
    categories = {"none": [None] * items, "one": ["all"] * items, "each": names}[category]
    purchases = draw(
        lines,
        unit_count=random.integers(0, 3, lines),
        gross_amount=pa.array(AMOUNTS[amount](random, lines), pa.float64(), from_pandas=True),
        return_unit_count=random.integers(0, 2, lines),
    )
    looks = lines // 2
    interest = draw(looks, **{n: random.integers(0, 3, looks) for n in ("view_count", "favorite_count", "cart_count")})
    catalogue = pa.table(
        {
            "item_id": names,
            "category_id": pa.array(categories, pa.string()),
            "is_available": pa.array([[True, False, None][n % 3] for n in range(items)], pa.bool_()),
            "is_hidden": pa.array([n % 5 == 4 for n in range(items)]),
        }
    )
    ids = [f"u{n}" for n in range(users)] + ["nobody"]
    unknown = pa.nulls(len(ids), pa.string())
    people = pa.table({"user_id": ids, "category_id": unknown, "channel": unknown, "region": unknown})
    return user_recommendations(purchases, interest, catalogue, people, date(2024, 10, 5))


@odd(25)
@given(
    seeds,
    st.sampled_from([0, 1, 30, 900]),
    st.sampled_from([1, 2, 60]),
    st.sampled_from([1, 2, 40]),
    days,
    amounts,
    st.sampled_from(["none", "one", "each"]),
)
def test_users_get_lists_or_it_is_explained_why_not(seed, lines, users, items, when, amount, category):
    random = np.random.default_rng(seed)
    found = recommend_oddly(random, lines, users, items, when, amount, category)
    require_figures(found.lists, found.refused, found.quality)
    assert set(found.quality["model"].to_pylist()) == {f"recommendations_{n}" for n in ("home", "discover", "again")}
    assert set(found.quality.filter(pc.is_null(found.quality["value"]))["note"].to_pylist()) - {None} or lines >= 900
    draw_list_quality(found.quality)


@odd(40)
@given(
    seeds, st.sampled_from([1, 2, 60, 900]), st.sampled_from([1, 40, 900]), st.sampled_from([0, 0.1, 0.7, 1]), amounts
)
def test_messages_to_anybody_are_judged_or_it_is_explained_why_not(seed, contacts, users, sent_share, amount):
    random = np.random.default_rng(seed)
    values = np.nan_to_num(AMOUNTS[amount](random, contacts))
    sums = make_sums(
        [
            (
                {"trigger": "t", "outcome": "margin", "contact_date": date(2025, 1, 1)}
                | {"trait": "user_group", "trait_value": value, "half": half},
                (
                    random.integers(0, users, contacts),
                    random.random(contacts) < sent_share,
                    np.where(random.random(contacts) < 0.5, values, 0),
                    values * random.integers(0, 2, contacts),
                ),
            )
            for value in ("a", "b")
            for half in ("first", "second")
        ]
    )
    triggers = make_triggers(trigger=["t", "never decided"], sent_count=[700, 0], held_back_count=[300, 0])
    found = campaign_cells(sums, triggers, TODAY)
    results, shown = campaign_results(triggers, sums.slice(0, 1), sums), campaign_days(sums.slice(0, 1), triggers)
    require_figures(results, shown, found.cells, found.quality)
    assert all(row["reason"] for row in results.to_pylist() + found.cells.to_pylist())
    draw_campaign_days(shown)
    draw_campaign_cells(found.cells)


@odd(25)
@given(
    seeds, st.sampled_from([0, 1, 30]), amounts, amounts, st.sets(st.sampled_from(["traits", "propensities", "habits"]))
)
def test_candidates_of_anybody_are_worth_something_or_it_is_unknown(seed, users, net, margin, emptied):
    inputs = make_random_worth_inputs(seed, users)
    random, size = np.random.default_rng(seed), inputs.candidates.num_rows
    candidates = inputs.candidates
    for name, amount in (("net_an_order", net), ("margin_an_order", margin)):
        values = pa.array(AMOUNTS[amount](random, size).astype(float), pa.float64(), from_pandas=True)
        candidates = candidates.set_column(candidates.schema.get_field_index(name), name, values)
    unknown = {name: getattr(inputs, name).slice(0, 0) for name in emptied}
    worth = campaign_worth(replace(inputs, candidates=candidates, **unknown))
    require_figures(worth.candidates, worth.offers)
    assert worth.candidates["user_id"].equals(candidates["user_id"])
    assert not worth.candidates["effect_orders"].null_count


@odd(25)
@given(seeds, st.sampled_from([1, 30]), st.sets(st.sampled_from(["candidates", "offers", "stock", "messages"])))
def test_any_candidates_are_planned(seed, users, emptied):
    inputs = make_random_inputs(seed, users)
    inputs = replace(inputs, **{name: getattr(inputs, name).slice(0, 0) for name in emptied})
    plan = campaign_plan(inputs)
    require_figures(plan)
    assert plan.num_rows == inputs.candidates.num_rows
    draw_campaign_plan(summarize_plan(plan))
