"""What `make as-of` is asked for, and what it refuses to build from."""

from datetime import date

import pytest

from ingest.books.manifest import read_entries
from ingest.errors import LakeError
from ingest.home import open_home
from ingest.lake.paths import lake_path
from ingest.work.load import load_days
from ingest.work.prepare import prepare_lake
from ingest.work.snapshot import snapshot_lake
from orchestration.commands.as_of import check_lake, read_day
from orchestration.settings import SettingsError


@pytest.fixture
def two_days(home):
    """A lake of the load days 2025-03-01 and 2025-03-05."""
    prepare_lake(home)
    days = [date(2025, 3, 1), date(2025, 3, 5)]
    for day in days:
        folder = home.landing / "shop" / "items" / str(day)
        folder.mkdir(parents=True)
        (folder / "items.csv").write_text("item_id\ni1\n")
    load_days(home, "shop", "items", days)
    return home


@pytest.mark.parametrize("text", ["2025-03-01", "2025-03-03", "2025-03-05"])
def test_any_day_from_the_first_to_the_newest_load_day_is_taken(two_days, text):
    assert str(read_day(two_days, text)) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "As of which load day?"),
        ("yesterday", "DATE is 'yesterday', which is no day"),
        ("20250301", "DATE is '20250301', which is no day"),
        ("2025-02-30", "DATE is '2025-02-30', which is no day"),
        ("2025-02-28", "DATE is 2025-02-28, outside the lake's load days"),
        ("2025-03-06", "DATE is 2025-03-06, outside the lake's load days"),
    ],
)
def test_any_other_is_refused_with_the_days_there_are(two_days, text, expected):
    with pytest.raises(SettingsError) as refused:
        read_day(two_days, text)
    message = str(refused.value)
    assert message.startswith(expected)
    assert "ive one from 2025-03-01 to 2025-03-05, the first and the newest load day in the lake" in message


def test_an_empty_home_shows_what_to_do_first(home):
    with pytest.raises(SettingsError, match=r"holds no load day yet: load some with `make daily` first"):
        read_day(home, "2025-03-01")
    assert list(home.path.iterdir()) == []


def test_a_lake_file_that_was_damaged_within_is_named_before_anything_is_built(two_days):
    building = open_home(two_days.as_of / "building")
    snapshot_lake(two_days, building, date(2025, 3, 5))
    check_lake(two_days, building)
    damaged = lake_path(two_days, read_entries(two_days)[1])
    content = damaged.read_bytes()
    damaged.write_bytes(bytes(len(content)))
    with pytest.raises(LakeError, match=rf"The lake file {damaged} is damaged \(1 in all\): run `make daily FORCE=1`"):
        check_lake(two_days, building)
