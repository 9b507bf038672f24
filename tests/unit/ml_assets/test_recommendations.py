"""Recommendations: no look into the future, lists that hold what they promise, policies, figures by hand."""

import re
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date, timedelta

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from recommendation_shops import AS_OF, FIRST, make_shop
from scipy import sparse

from ml_assets.recommendations import REFUSED_RECOMMENDATIONS, USER_RECOMMENDATIONS
from ml_assets.recommendations.evaluate import Judged, choose
from ml_assets.recommendations.history import read_history
from ml_assets.recommendations.known import Known
from ml_assets.recommendations.ranker import join_batches, make_batches, make_examples
from ml_assets.recommendations.similarity import EASE_PENALTY, fit_cosine, fit_ease

# The methods for users who never bought, the most telling first.
TELLING = ["recently_seen", "popular_in_category", "popular_in_channel", "popular_last_7_days"]


@pytest.fixture(scope="module")
def shop():
    return make_shop()


@pytest.fixture(scope="module")
def found(shop):
    return shop.recommend()


@pytest.fixture(scope="module")
def rows(found):
    return found.lists.to_pylist()


def test_it_has_the_declared_shape_and_a_key(found, rows):
    assert found.lists.schema.equals(USER_RECOMMENDATIONS, check_metadata=True)
    assert found.refused.schema.equals(REFUSED_RECOMMENDATIONS, check_metadata=True)
    for kept in (
        ((r["user_id"], r["list"], r["rank"]) for r in rows),
        ((r["user_id"], r["list"], r["item_id"]) for r in rows),
    ):
        assert max(Counter(kept).values()) == 1
    ranks = defaultdict(list)
    for row in rows:
        ranks[row["user_id"], row["list"]].append(row["rank"])
    assert all(of == list(range(1, len(of) + 1)) and len(of) <= 20 for of in ranks.values())
    assert {row["list"] for row in rows} == {"home", "discover", "again"}
    assert all(row["valid_until"] >= AS_OF == row["as_of_date"] for row in rows)


def test_what_happens_after_the_date_changes_nothing(shop):
    day = date(2025, 5, 1)
    random = np.random.default_rng(0)
    changed = {}
    for name in ("purchases", "interest"):
        table = getattr(shop, name)
        later = table.filter(pc.field("activity_date") > day)
        mixed = later.take(random.permutation(later.num_rows))
        mixed = mixed.set_column(0, "user_id", later["user_id"]).slice(0, later.num_rows // 2)
        changed[name] = pa.concat_tables([table.filter(pc.field("activity_date") <= day), mixed])
    expected, other = shop.until(day).recommend(day), replace(shop, **changed).recommend(day)
    assert shop.recommend(day).lists.equals(expected.lists)
    assert other.lists.equals(expected.lists)
    assert other.refused.equals(expected.refused)
    assert other.quality.equals(expected.quality)


def test_what_is_learned_of_a_past_date_knows_nothing_later(shop):
    """Candidates, features and all, made of the whole history and of that until the date."""
    day = date(2025, 4, 1)
    number = (day - date(1970, 1, 1)).days
    tables = ("purchases", "interest", "items", "users")
    whole, cut = (read_history(*(getattr(s, name) for name in tables)) for s in (shop, shop.until(day)))
    users = np.flatnonzero(Known(cut, number).has_bought)
    made = [join_batches(list(make_batches(Known(history, number), users))) for history in (whole, cut)]
    assert len(made[0].found.user) > 1_000
    for part in ("user", "item", "cosine", "basket_cosine", "ease", "faded_ease"):
        assert np.array_equal(*(getattr(batch.found, part) for batch in made), equal_nan=True), part
    for name in made[0].features:
        assert np.array_equal(*(batch.features[name] for batch in made), equal_nan=True), name


def test_a_purchase_of_the_future_planted_in_the_past_shows(shop):
    """The test before this one would notice a leak: what is known does change the lists."""
    day = date(2025, 5, 1)
    planted = shop.purchases.filter((pc.field("activity_date") > day) & (pc.field("unit_count") > 0)).slice(0, 40)
    planted = planted.set_column(2, "activity_date", pa.array([day] * 40))
    known = replace(shop, purchases=pa.concat_tables([shop.purchases, planted])).until(day)
    assert not known.recommend(day).lists.equals(shop.recommend(day).lists)


def test_the_order_of_rows_makes_no_difference_and_twice_is_equal(shop, found):
    random = np.random.default_rng(2)
    mixed = {n: (t := getattr(shop, n)).take(random.permutation(t.num_rows)) for n in vars(shop)}
    again = replace(shop, **mixed).recommend()
    for name in ("lists", "refused", "quality"):
        assert getattr(again, name).equals(getattr(found, name)), name


@pytest.mark.parametrize("batch_users", [1, 7, 1_000])
def test_the_rows_are_the_same_whatever_the_number_of_users_made_at_once(found, batch_users):
    batches = list(found.make_lists(batch_users))
    assert len(batches) == -(-241 // batch_users)
    for made, expected in zip(zip(*batches, strict=True), (found.lists, found.refused), strict=True):
        assert _as_bytes(pa.concat_tables(made)) == _as_bytes(expected)


def _as_bytes(rows: pa.Table) -> bytes:
    """Bit for bit: equal tables may differ in what compares as equal, such as 0 and minus 0."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, rows.schema) as stream:
        stream.write_table(rows.combine_chunks())
    return sink.getvalue().to_pybytes()


def test_discover_was_never_bought_and_again_was_and_is_due(shop, rows):
    days = defaultdict(set)
    for row in shop.purchases.to_pylist():
        if row["unit_count"]:
            days[row["user_id"], row["item_id"]].add(row["activity_date"])
    again = [row for row in rows if row["list"] == "again"]
    assert len(again) > 100
    assert not [row for row in rows if row["list"] == "discover" and (row["user_id"], row["item_id"]) in days]
    for row in again:
        bought = sorted(days[row["user_id"], row["item_id"]])
        if len(bought) > 1:
            usual = (bought[-1] - bought[0]).days / (len(bought) - 1)
            assert 0.75 * usual <= (AS_OF - bought[-1]).days <= 3 * usual
            assert row["valid_until"] == bought[-1] + timedelta(days=int(3 * usual))
        else:
            assert re.search(r"item_usual_days=\d+$", row["evidence"])


def test_tastes_are_found(rows):
    """What a user never bought is of the taste of what the user did."""
    near = [row for row in rows if row["list"] == "discover" and row["method"] != "new_item" and row["rank"] <= 3]
    same = [row["item_id"][1] == str(int(row["user_id"][1:]) % 4) for row in near if row["user_id"] != "unseen"]
    assert len(same) > 200
    # By chance it would be a quarter.
    assert np.mean(same) > 0.8


def test_who_never_bought_gets_what_is_bought_in_the_category_looked_at(rows):
    looked = [row for row in rows if row["user_id"] == "u010" and row["list"] == "home"]
    methods = [row["method"] for row in looked]
    assert methods == sorted(methods, key=TELLING.index)
    assert methods[0] == "recently_seen"
    assert [row["item_id"][:2] for row in looked if row["method"] == "popular_in_category"].count("t2") > 0
    unseen = [row for row in rows if row["user_id"] == "unseen"]
    assert {row["list"] for row in unseen} == {"home", "discover"}
    assert unseen[0]["method"] == "popular_in_channel"
    assert re.fullmatch(r"bought by \d+ people who come by app, in the last 30 days", unseen[0]["reason"])


def test_policies_refuse_and_say_why(shop, found, rows):
    shown = {row["item_id"] for row in rows}
    assert not [item for item in shown if item.endswith(("2", "i03"))]
    assert [item for item in shown if item.endswith("1")]
    refused = found.refused.to_pylist()
    why = Counter(row["refused_reason"] for row in refused)
    assert {"out_of_stock", "hidden", "returned_before"} <= set(why)
    assert all(row["item_id"].endswith("i03") for row in refused if row["refused_reason"] == "hidden")
    pairs = {(row["user_id"], row["list"], row["item_id"]) for row in rows}
    assert not [row for row in refused if (row["user_id"], row["list"], row["item_id"]) in pairs]
    kept = Counter()
    for row in shop.purchases.to_pylist():
        if row["activity_date"] <= AS_OF:
            kept[row["user_id"], row["item_id"]] += row["unit_count"] - row["return_unit_count"]
    for row in rows:
        assert kept.get((row["user_id"], row["item_id"]), 1) > 0


def test_a_category_has_eight_places_where_others_can_take_the_rest(shop, rows):
    full = Counter((r["user_id"], r["item_id"][:2]) for r in rows if r["list"] == "home" and r["rank"] <= 16)
    assert max(full.values()) <= 8
    one = replace(shop, items=shop.items.set_column(1, "category_id", pa.array(["all"] * shop.items.num_rows)))
    home = Counter(row["user_id"] for row in one.recommend().lists.to_pylist() if row["list"] == "home")
    assert min(home.values()) == 20


def test_new_items_have_a_share_of_discover(shop, rows):
    new = {item for item in shop.items["item_id"].to_pylist() if item.endswith("14")}
    shares = [row for row in rows if row["method"] == "new_item"]
    assert shares
    assert {row["item_id"] for row in shares} <= new
    assert all(row["is_new_item"] and row["list"] == "discover" and row["rank"] >= 19 for row in shares)
    assert all(re.fullmatch(r"new: first sold (\d+ days? ago|today)", row["reason"]) for row in shares)


def test_reasons_are_true_by_a_separate_query(shop, rows):
    """200 drawn by chance, each counted again from the purchases and views by SQL."""
    drawn = np.random.default_rng(5).permutation(len(rows))[:200]
    purchases, interest, users, items = shop.purchases, shop.interest, shop.users, shop.items  # noqa: F841
    database = duckdb.connect()
    sold, pair = "(SELECT * FROM purchases WHERE unit_count > 0)", "WHERE user_id = ? AND item_id = ?"
    kinds = Counter()
    for row in (rows[number] for number in drawn):
        said = dict(part.split("=") for part in row["evidence"].split(";"))
        kinds[said["kind"]] += 1
        key = [row["user_id"], row["item_id"]]
        if said["kind"] == "own":
            [(times, first, last)] = database.execute(
                f"SELECT count(*), min(activity_date), max(activity_date) FROM {sold} {pair}",
                key,
            ).fetchall()
            days = (AS_OF - last).days
            ago = "today" if not days else f"{days} day{'s' * (days > 1)} ago"
            usual = round((last - first).days / (times - 1)) if times > 1 else 0
            every = f"{usual} day{'s' * (usual != 1)}"
            words = {1: f"bought once, {ago}", 2: f"bought twice, {every} apart, last {ago}"}.get(
                times, f"bought {times} times, last {ago}; usually every {every}"
            )
            assert row["reason"].split("; who buys")[0] == words
            assert (said["day_count"], said["last_date"]) == (str(times), str(last))
        elif said["kind"] == "seen":
            [counts] = database.execute(
                f"SELECT sum(view_count), sum(cart_count), max(activity_date) FROM interest {pair}",
                key,
            ).fetchall()
            assert (said["view_count"], said["cart_count"], said["last_date"]) == tuple(map(str, map(_whole, counts)))
        elif said["kind"] == "near":
            [(count,)] = database.execute(
                f"SELECT count(*) FROM (SELECT user_id FROM {sold} WHERE item_id IN (?, ?) GROUP BY user_id"
                " HAVING count(DISTINCT item_id) = 2)",
                [row["item_id"], said["item_id"]],
            ).fetchall()
            assert row["reason"] == f"bought by {count} people who also bought The {said['item_id']}"
            [(own,)] = database.execute(
                f"SELECT count(*) FROM {sold} WHERE user_id = ? AND item_id = ?", [row["user_id"], said["item_id"]]
            ).fetchall()
            assert own
        elif said["kind"] == "new":
            [(first,)] = database.execute(
                f"SELECT min(activity_date) FROM {sold} WHERE item_id = ?", [row["item_id"]]
            ).fetchall()
            assert said["first_sold_date"] == str(first)
        else:
            among = {
                None: "true",
                "channel": f"user_id IN (SELECT user_id FROM users WHERE channel = '{said.get('value')}')",
                "category_id": f"item_id IN (SELECT item_id FROM items WHERE category_id = '{said.get('value')}')",
            }[said.get("name")]
            since = AS_OF - timedelta(days=int(said["day_count"]))
            [(count,)] = database.execute(
                f"SELECT count(DISTINCT user_id) FROM {sold} WHERE item_id = ? AND activity_date > ? AND {among}",
                [row["item_id"], since],
            ).fetchall()
            assert said["user_count"] == str(count)
            assert f"bought by {count} p" in row["reason"]
    assert {"own", "near", "seen"} <= set(kinds)


def _whole(value: object) -> object:
    return value if isinstance(value, date) else int(value)


def test_lists_are_judged_beside_the_simple_ones(found):
    rows = found.quality.to_pylist()
    assert {row["model"] for row in rows} == {f"recommendations_{name}" for name in ("home", "discover", "again")}
    home = [row for row in rows if row["model"] == "recommendations_home"]
    assert {row["metric"] for row in home} == {"recall_at_20", "ndcg_at_20", "hit_rate", "coverage", "novelty"}
    rivals = {row["naive_model"] for row in home}
    assert rivals == {"own_most_bought", "popular_last_7_days", "item_to_item", "ease"}
    assert all(row["as_of_date"] == date(2025, 5, 1) and row["horizon_days"] == 30 for row in rows)


def test_a_shop_that_sells_no_more_still_gets_lists(shop):
    """Judged 10 days ago, on rankers of 20 to 50 days ago: what sold until 42 days ago teaches only the oldest."""
    notes = {}
    for days in (0, 20, 42, 60):
        sold = pc.field("activity_date") < AS_OF - timedelta(days=days)
        found = replace(shop, purchases=shop.purchases.filter(sold)).recommend(horizon_days=10)
        assert found.lists.num_rows > 0
        notes[days] = set(found.quality["note"].to_pylist())
    assert notes[0] == {None}
    assert notes[20] == {"0 users bought what the list could hold; 30 needed."}
    assert notes[42] == {"0 candidates were bought on earlier dates: 100 are needed."} == notes[60]


@pytest.mark.parametrize("days", [10, 20, 30])
def test_a_shop_that_paused_still_gets_lists_by_all_that_is_known(shop, days):
    """Of the dates learned from, one is followed by ten days without a sale."""
    end = AS_OF - timedelta(days=days)
    paused = (pc.field("activity_date") <= end) & (pc.field("activity_date") > end - timedelta(days=10))
    found = replace(shop, purchases=shop.purchases.filter(~paused)).recommend(horizon_days=10)
    assert found.lists.num_rows > 0
    assert set(found.quality["note"].to_pylist()) == {None}
    assert {"user_days", "ease", "item_share_7"} <= set(found.maker.ranker.names)


def test_figures_of_lists_by_hand():
    """One user bought two items, of which the list held one, in second place; the other none of one."""
    shown = np.full((2, 20), -1)
    shown[0, :3], shown[1, :1] = [4, 7, 9], [4]
    hits = np.zeros((2, 20), bool)
    hits[0, 1] = True
    judged = Judged(shown, hits, np.array([2, 1]))
    assert judged.recall().tolist() == [0.5, 0]
    assert judged.ndcg()[0] == pytest.approx((1 / np.log2(3)) / (1 + 1 / np.log2(3)))
    assert judged.hit_rate().tolist() == [1, 0]
    shares = np.ones(10)
    shares[[4, 7, 9]] = [0.5, 0.25, 1]
    assert judged.novelty(shares).tolist() == [pytest.approx(1), pytest.approx(1)]


@pytest.mark.parametrize(
    ("better", "served"), [((True, True), "ranker"), ((True, False), "ease"), ((False, True), "ease")]
)
def test_the_ranker_serves_only_where_it_is_surely_better_than_all_it_has_to_beat(better, served):
    rows = [
        {"metric": "recall_at_20", "naive_model": rival, "naive_value": value, "is_better_than_naive": is_better}
        for rival, value, is_better in zip(("popular_last_7_days", "ease"), (0.1, 0.2), better, strict=True)
    ]
    assert choose(rows, "discover") == served


def test_what_came_back_in_the_days_after_was_not_bought(shop):
    rows = [("ann", "cup", 1, 1, 0), ("ann", "mug", 12, 1, 0), ("ann", "mug", 14, 0, 1), ("ann", "pen", 12, 2, 0)]
    rows += [("ann", "pen", 13, 0, 1), ("ann", "hat", 31, 1, 0)]
    purchases = pa.table(
        {
            "user_id": [row[0] for row in rows],
            "item_id": [row[1] for row in rows],
            "activity_date": [FIRST + timedelta(days=row[2]) for row in rows],
            "unit_count": [row[3] for row in rows],
            "gross_amount": [5.0] * len(rows),
            "return_unit_count": [row[4] for row in rows],
        }
    )
    history = read_history(purchases, shop.interest.slice(0, 0), shop.items.slice(0, 0))
    day = (FIRST - date(1970, 1, 1)).days
    later = history.bought_within(day + 10, day + 30)
    assert history.item_ids[later % len(history.item_ids)].tolist() == ["pen"]
    examples = make_examples(history, day + 10, 20)
    assert len(examples.known.history.user_ids) == 1
    assert history.item_ids[examples.batch.found.item[examples.is_bought]].tolist() == []


def test_cosine_is_that_of_the_whole_matrix():
    dense = (np.random.default_rng(3).random((60, 25)) < 0.2).astype(float)
    together = dense.T @ dense
    cosine = together / np.sqrt(np.outer(np.diag(together), np.diag(together)))
    np.fill_diagonal(cosine, 0)
    near = fit_cosine(sparse.csr_matrix(dense), 5).toarray()
    assert ((near > 0).sum(axis=1) == np.minimum((cosine > 0).sum(axis=1), 5)).all()
    assert near[near > 0] == pytest.approx(cosine[near > 0])
    for place in range(25):
        assert np.sort(near[place])[-5:] == pytest.approx(np.sort(cosine[place])[-5:])


def test_ease_solves_its_own_problem():
    """Of all weights with an empty diagonal its weights have the least squared error plus penalty: each column is the
    ridge regression of the item on all others."""
    dense = (np.random.default_rng(4).random((400, 12)) < 0.4).astype(float)
    items, weights = fit_ease(sparse.csr_matrix(dense))
    assert items.tolist() == list(range(12))
    for item in range(12):
        others = np.delete(np.arange(12), item)
        gram = dense[:, others].T @ dense[:, others] + EASE_PENALTY * np.eye(11)
        expected = np.linalg.solve(gram, dense[:, others].T @ dense[:, item])
        assert weights[others, item] == pytest.approx(expected, abs=1e-5)
        assert weights[item, item] == 0
    few, _ = fit_ease(sparse.csr_matrix(dense), limit=3)
    assert set(few) == set(np.argsort(-dense.sum(axis=0), kind="stable")[:3])
