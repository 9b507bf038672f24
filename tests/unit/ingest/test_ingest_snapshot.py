"""A snapshot is the lake as it stood, up to a load day, whatever becomes of the lake afterwards."""

import errno
import os
from datetime import date

import pyarrow.parquet as pq
import pytest

from ingest.errors import LakeError
from ingest.home import open_home
from ingest.work.load import load_days
from ingest.work.prepare import prepare_lake
from ingest.work.snapshot import snapshot_lake

HEADER = b"item_id,price,valid_from\n"
FIRST, SECOND, THIRD = (date(2024, 5, day) for day in (1, 2, 3))


@pytest.fixture
def three_days(shop):
    """A lake of three load days, one price each."""
    for number, day in enumerate((FIRST, SECOND, THIRD), 1):
        shop.drop("a.csv", HEADER + b"i%d,1,2\n" % number, day=day)
    shop.ingest()
    return shop


def make_snapshot(shop, last_day):
    target = open_home(shop.home.path / "as_of" / str(last_day))
    snapshot_lake(shop.home, target, last_day)
    return type(shop)(target)


def test_it_is_the_lake_of_a_home_to_which_nothing_later_was_delivered(three_days, tmp_path) -> None:
    before = three_days.snapshot()
    taken = make_snapshot(three_days, SECOND)
    assert three_days.snapshot() == before

    other = type(three_days)(open_home(tmp_path / "other"))
    prepare_lake(other.home)
    for number, day in enumerate((FIRST, SECOND), 1):
        other.drop("a.csv", HEADER + b"i%d,1,2\n" % number, day=day)
    other.ingest()
    assert taken.snapshot().keys() == other.snapshot().keys()
    assert [taken.rows(day=day) for day in (FIRST, SECOND, THIRD)] == [
        other.rows(day=day) for day in (FIRST, SECOND, THIRD)
    ]
    assert pq.read_table(taken.home.loads).equals(pq.read_table(other.home.loads))


def test_what_is_replaced_and_withdrawn_afterwards_stays_in_it_and_takes_no_space_of_its_own(three_days) -> None:
    taken = make_snapshot(three_days, THIRD)
    name = "lake/shop/prices/loaded_on=2024-05-01/a.csv.parquet"
    assert (taken.home.path / name).samefile(three_days.home.path / name)
    before = taken.snapshot()
    three_days.drop("a.csv", HEADER + b"other,1,2\n", day=FIRST)
    (three_days.home.landing / "shop/prices/2024-05-02/a.csv").unlink()
    three_days.ingest()
    assert [row["item_id"] for row in three_days.rows(day=FIRST)] == ["other"]
    assert three_days.rows(day=SECOND) == []
    assert taken.snapshot() == before


def test_a_day_that_a_kill_left_half_written_is_refused_and_no_obstacle_to_earlier_ones(
    three_days, monkeypatch: pytest.MonkeyPatch
) -> None:
    def end(*_):
        raise KeyboardInterrupt

    three_days.drop("a.csv", HEADER + b"other,1,2\n", day=THIRD)
    monkeypatch.setattr("ingest.work.load.write_lake_file", end)
    with pytest.raises(KeyboardInterrupt):
        load_days(three_days.home, "shop", "prices", [THIRD])
    assert len(make_snapshot(three_days, SECOND).rows(day=SECOND)) == 1
    with pytest.raises(LakeError, match=r"loaded_on=2024-05-03/a\.csv\.parquet is not whole: run `make daily` first"):
        make_snapshot(three_days, THIRD)


def test_a_file_system_without_hard_links_is_one_plain_sentence(three_days, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_):
        raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))

    monkeypatch.setattr(os, "link", refuse)
    with pytest.raises(LakeError, match=r"cannot be linked .*Invalid cross-device link.* hard links"):
        make_snapshot(three_days, THIRD)
