"""What stands in a wrong place under landing/ stops ingest with a sentence that says where and what to do."""

import os
from datetime import date, timedelta

import pytest

from ingest.errors import LandingError
from ingest.landing import list_landing
from ingest.work.changes import find_changes


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        (
            "amazon/orders/2024-05-01/a.csv",
            r"amazon is not a source Cartograph knows \(.*shop, shopify, taobao, woocommerce\): rename the folder",
        ),
        (
            "shop/order/2024-05-01/a.csv",
            r"order is not a table of the source shop \(events, .*rename the folder",
        ),
        ("shop/orders/20240501/a.csv", r"20240501 is not named after a day: rename it like 2024-12-31"),
        ("shop/orders/2024-13-01/a.csv", r"2024-13-01 is not named after a day"),
        ("shop/orders/1999-12-31/a.csv", r"1999-12-31 is before 2000-01-01"),
        ("shop/orders/9999-01-01/a.csv", r"9999-01-01 is a day that has not come yet"),
        ("shop/orders/a.csv", r"a.csv is not in a load day: put files into landing/<source>/<table>/"),
        ("a.csv", r"a.csv is not in a load day"),
        (
            "shop/orders/2024-05-01/deeper/a.csv",
            r"deeper is a folder inside a load day: put its files directly",
        ),
        (f"shop/orders/2024-05-01/{'n' * 245}.csv", r"a name that is not plain text of at most 240 bytes"),
        ("shop/orders/2024-05-01/a\nb.csv", r"a name that is not plain text"),
    ],
)
def test_a_wrong_place_is_reported(shop, path: str, sentence: str) -> None:
    file = shop.home.landing / path
    file.parent.mkdir(parents=True)
    file.write_text("x")
    with pytest.raises(LandingError, match=sentence):
        find_changes(shop.home)


def test_hidden_and_unfinished_files_are_passed_over(shop) -> None:
    for name in (".DS_Store", "_SUCCESS", "a.csv.tmp", "b.parquet.part"):
        shop.drop(name, b"x")
    (shop.home.landing / ".git").mkdir()
    (shop.home.landing / "_incoming").write_text("")
    (shop.home.landing / "shop/orders/2024-05-02").mkdir(parents=True)
    assert list_landing(shop.home) == {}


def test_tomorrow_is_taken_because_the_shop_may_be_ahead_of_this_machine(shop) -> None:
    tomorrow = date.today() + timedelta(days=1)
    shop.drop("a.csv", b"x", day=tomorrow)
    assert [load.load_date for load in list_landing(shop.home)] == [tomorrow]


def test_no_landing_is_no_change(shop) -> None:
    assert find_changes(shop.home) == []
    shop.drop("a.csv", b"x")
    assert [(change.kind, change.load_date) for change in find_changes(shop.home)] == [("added", shop.day)]


def test_what_is_no_file_is_reported_and_never_read(shop) -> None:
    folder = shop.drop("a.csv", b"item_id,price,valid_from\n").parent
    os.mkfifo(folder / "pipe.csv")
    with pytest.raises(LandingError, match=r"pipe.csv is no file"):
        find_changes(shop.home)
    (folder / "pipe.csv").unlink()
    (folder / "lost.csv").symlink_to(folder / "nowhere.csv")
    with pytest.raises(LandingError, match=r"lost.csv is a link to nothing"):
        find_changes(shop.home)
