"""Neighbours of items: counted by hand, and again by brute force on small random tables."""

from collections.abc import Iterable
from datetime import date
from itertools import product

import numpy as np
import pyarrow as pa
import pytest

from ml_assets.item_neighbors import ITEM_NEIGHBORS, item_neighbors, pairs

COUNTED = ("both_count", "item_count", "neighbor_count", "either_count")


def name_items(ids: Iterable[str]) -> pa.Table:
    ids = list(ids)
    return pa.table({"item_id": ids, "item_number": range(1, len(ids) + 1), "item_name": [id_.title() for id_ in ids]})


def as_baskets(rows: list[tuple[int, int]]) -> pa.Table:
    columns = list(zip(*rows, strict=True)) or [[], []]
    return pa.table(
        {name: pa.array(c, pa.int32()) for name, c in zip(("basket_number", "item_number"), columns, strict=True)}
    )


def as_persons(rows: list[tuple]) -> pa.Table:
    """Rows of (person, item, day viewed, day bought); days are numbers since 1970 or None."""
    shape = [("person_number", pa.int32()), ("item_number", pa.int32())]
    shape += [("first_viewed_date", pa.int32()), ("last_bought_date", pa.int32())]
    columns = list(zip(*rows, strict=True)) or [[]] * 4
    arrays = [pa.array(values, kind) for values, (_, kind) in zip(columns, shape, strict=True)]
    arrays[2:] = [days.cast(pa.date32()) for days in arrays[2:]]
    return pa.table(arrays, [name for name, _ in shape])


def as_alike(rows: list[tuple[int, int, int, bool, bool]] = ()) -> pa.Table:
    names = ("item_number", "neighbor_number", "rank", "is_same_brand", "is_same_price_band")
    kinds = (pa.int32(), pa.int32(), pa.int64(), pa.bool_(), pa.bool_())
    columns = list(zip(*rows, strict=True)) or [[]] * 5
    return pa.table([pa.array(v, kind) for v, kind in zip(columns, kinds, strict=True)], names)


def find(rows: pa.Table, kind: str) -> dict[tuple[str, str], dict]:
    return {(r["item_id"], r["neighbor_item_id"]): r for r in rows.to_pylist() if r["kind"] == kind}


def test_counts_and_scores_are_those_by_hand():
    """Tea lies in four orders, a cup in three, both in three; a spoon once with both: a single order is no evidence."""
    baskets = as_baskets([(1, 1), (1, 2), (1, 3), (2, 1), (2, 2), (3, 1), (3, 2), (4, 1)])
    found = find(
        item_neighbors(name_items(["tea", "cup", "spoon"]), baskets, as_persons([]), as_alike()), "bought_together"
    )
    assert set(found) == {("tea", "cup"), ("cup", "tea")}
    row = found["tea", "cup"]
    assert [row[name] for name in COUNTED] == [3, 4, 3, 4]
    # 3 / sqrt(4 * 3) * 3 / (3 + 3)
    assert row["score"] == 0.433013
    assert (row["rank"], row["item_name"], row["neighbor_name"], row["alike_by"]) == (1, "Tea", "Cup", None)


def test_bought_after_viewed_keeps_the_order_of_days():
    """Two persons saw tea and bought the cup on that day or later, a third bought it the day before."""
    persons = as_persons(
        [(1, 1, 10, None), (1, 2, None, 10), (2, 1, 10, None), (2, 2, None, 14), (3, 1, 10, None), (3, 2, None, 9)]
    )
    rows = item_neighbors(name_items(["tea", "cup"]), as_baskets([]), persons, as_alike())
    found = find(rows, "bought_after_viewed")
    assert set(found) == {("tea", "cup")}
    assert [found["tea", "cup"][name] for name in COUNTED] == [2, 3, 3, None]
    assert not find(rows, "viewed_together")


def test_equal_scores_stand_in_the_order_of_ids_whatever_the_numbers():
    """Ten cups lie beside tea in the same two orders."""
    names = ["tea", *(f"cup{n}" for n in (7, 3, 9, 1, 5, 0, 8, 2, 6, 4))]
    baskets = as_baskets([(order, item) for order in (1, 2) for item in range(1, 12)])
    rows = item_neighbors(name_items(names), baskets, as_persons([]), as_alike(), most_neighbors=4)
    tea = [row["neighbor_item_id"] for row in rows.to_pylist() if row["item_id"] == "tea"]
    assert tea == ["cup0", "cup1", "cup2", "cup3"]


def test_an_order_of_too_many_items_says_nothing():
    baskets = as_baskets([(order, item) for order in (1, 2, 3) for item in range(1, 4 if order == 3 else 6)])
    items = name_items("abcde")
    assert find(item_neighbors(items, baskets, as_persons([]), as_alike()), "bought_together")["a", "e"]
    few = item_neighbors(items, baskets, as_persons([]), as_alike(), most_items=4)
    assert few.num_rows == 0


def test_alike_items_say_by_what():
    alike = as_alike([(1, 2, 1, True, True), (1, 3, 2, False, True), (2, 3, 1, True, False), (3, 1, 1, False, False)])
    rows = item_neighbors(name_items("abc"), as_baskets([]), as_persons([]), alike)
    assert [(r["item_id"], r["rank"], r["neighbor_item_id"], r["score"], r["alike_by"]) for r in rows.to_pylist()] == [
        ("a", 1, "b", 1.0, "category, brand, price band"),
        ("a", 2, "c", 0.666667, "category, price band"),
        ("b", 1, "c", 0.666667, "category, brand"),
        ("c", 1, "a", 0.333333, "category"),
    ]
    assert all(row[name] is None for row in rows.to_pylist() for name in COUNTED)


def count_by_hand(left: dict, right: dict, items: int, is_after: bool) -> dict[tuple[int, int], tuple]:
    """Of each two items: holders of both, of the item, of the neighbour. left, right: (holder, item) -> day."""
    holders = {holder for holder, _ in (*left, *right)}
    found = {}
    for i, j in product(range(1, items + 1), repeat=2):
        both = sum((h, i) in left and (h, j) in right and (not is_after or right[h, j] >= left[h, i]) for h in holders)
        if i != j and both >= 2:
            found[i, j] = (both, sum(item == i for _, item in left), sum(item == j for _, item in right))
    return found


@pytest.mark.parametrize("cells_per_meeting", [0, 10**9], ids=["sorted", "in rows of counts"])
@pytest.mark.parametrize("most_meetings", [1, 40, 10**6])
@pytest.mark.parametrize("seed", range(4))
def test_all_is_as_counted_by_brute_force(seed, most_meetings, cells_per_meeting, monkeypatch):
    """However many items are counted at a time, and in either way of counting."""
    monkeypatch.setattr(pairs, "MOST_MEETINGS", most_meetings)
    monkeypatch.setattr(pairs, "CELLS_PER_MEETING", cells_per_meeting)
    random = np.random.default_rng(seed)
    items = 12
    held = np.minimum(np.stack([random.integers(0, 25, 90), random.geometric(0.2, 90)], axis=1), [24, items])
    baskets = dict.fromkeys(map(tuple, held.tolist()), 0)
    viewed, bought = (
        {(holder, item): day for holder, item, day in random.integers([0, 1, 0], [20, 13, 9], (size, 3)).tolist()}
        for size in (110, 60)
    )
    persons = as_persons([(*key, viewed.get(key), bought.get(key)) for key in viewed | bought])
    ids = [f"i{n:02d}" for n in random.permutation(items)]
    rows = item_neighbors(name_items(ids), as_baskets(list(baskets)), persons, as_alike(), most_neighbors=3)
    for kind, left, right in (
        ("bought_together", baskets, baskets),
        ("viewed_together", viewed, viewed),
        ("bought_after_viewed", viewed, bought),
    ):
        counted = count_by_hand(left, right, items, kind == "bought_after_viewed")
        expected = []
        for i in range(1, items + 1):
            own = [(j, *counts) for (item, j), counts in counted.items() if item == i]
            scored = [(round(b / (n * m) ** 0.5 * b / (b + 3), 6), j, b, n, m) for j, b, n, m in own]
            scored.sort(key=lambda row: (-row[0], ids[row[1] - 1]))
            expected += [
                (ids[i - 1], rank, ids[j - 1], score, b, n, m)
                for rank, (score, j, b, n, m) in enumerate(scored[:3], start=1)
            ]
        names = ("item_id", "rank", "neighbor_item_id", "score", *COUNTED[:3])
        assert [tuple(r[name] for name in names) for r in rows.to_pylist() if r["kind"] == kind] == sorted(expected)
        assert expected


def test_what_cannot_be_is_said():
    items, baskets, persons = name_items("ab"), as_baskets([(1, 1), (1, 2)]), as_persons([(1, 1, 5, 5)])
    for wrong, sentence in [
        ((items, as_baskets([(1, 3)]), persons), "baskets.item_number holds 3, which is not among the items"),
        ((items, as_baskets([(1, 1), (1, 1)]), persons), "baskets holds a pair of basket_number and item_number twice"),
        ((items, as_baskets([(-1, 1)]), persons), "baskets.basket_number must be whole numbers of at least 0"),
        ((items, baskets, as_persons([(1, 9, 5, 5)])), "persons.item_number holds 9"),
        ((pa.concat_tables([items, items]), baskets, persons), "items names an item or a number twice"),
    ]:
        with pytest.raises(ValueError, match=sentence):
            item_neighbors(*wrong, as_alike())


def test_dates_may_lie_before_1970():
    early = date(1950, 1, 1).toordinal() - date(1970, 1, 1).toordinal()
    persons = as_persons([(p, i, early, early) for p in (1, 2) for i in (1, 2)])
    rows = item_neighbors(name_items("ab"), as_baskets([]), persons, as_alike())
    assert rows.schema.equals(ITEM_NEIGHBORS)
    assert set(find(rows, "bought_after_viewed")) == {("a", "b"), ("b", "a")}
