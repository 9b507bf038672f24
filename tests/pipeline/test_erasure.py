"""One person erased by one command: gone from everything but landing, for good, and nobody else affected."""

import os
import shutil
import signal
import subprocess
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import pytest
from person_places import OTHERS, find_ids
from shop_home import ShopHome, find_differences

from ingest.readers.lines import open_bytes
from seeds.sample_shop import write_shop

pytestmark = pytest.mark.timeout(900)

ERASE = "erase"
KEY = "a key of the test"
SHARED = "device-of-two"
OWN = "device-of-one"
TYPED = "shoes for my bunion"


@dataclass(frozen=True)
class Erased:
    """A home, the user to erase, the visitors that are theirs alone, their orders, and the others' figures before."""

    home: ShopHome
    user_id: str
    visitors: list[str]
    orders: list[str]
    others: list[tuple]

    @property
    def ids(self) -> list[str]:
        return [self.user_id, *self.visitors]


def drop(home: ShopHome, table: str, name: str, text: str, day: str) -> None:
    folder = home.landing / "shop" / table / day
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text)


def read(home: ShopHome, files: str) -> str:
    """The text of landing files of the shop, one after the other."""
    texts = []
    for path in sorted(home.landing.glob(f"shop/{files}")):
        with open_bytes(path) as stream:
            texts.append(stream.read().decode(errors="replace"))
    return "".join(texts)


@pytest.fixture(scope="module")
def whole(new_home) -> Erased:
    """A shop in which the user with most orders also shares a device, referred somebody and is in broken lines."""
    home = replace(new_home(), hash_key=KEY)
    write_shop(home.path, users=100, days=12, seed=3)
    buyers = [line.split(",")[1].strip('"') for line in read(home, "orders/*/orders.csv").splitlines()]
    written_of = read(home, "messages/*/messages.jsonl"), read(home, "identities/*/identities.csv.gz")
    common = Counter(buyers).most_common()
    user_id = next(buyer for buyer, _ in common if buyer[:2] == "u0" and all(buyer in text for text in written_of))
    day = home.load_days()[-1]
    events = [
        "event_id,user_id,anonymous_id,event_type,event_at",
        f"s-1,{user_id},{SHARED},view,{day} 10:00:00",
        f"s-2,u000000,{SHARED},view,{day} 11:00:00",
        f"s-3,,{SHARED},view,{day} 12:00:00",
        f"s-4, {user_id} ,{OWN},view,{day} 12:00:00",
        f"s-5,{user_id},view",
        f'"s-6,{OWN},view',
    ]
    drop(home, "events", "planted.csv", "\n".join(events) + "\n", day)
    searches = [
        "event_id,user_id,anonymous_id,event_type,query,event_at",
        f"s-7,,{OWN},search,{TYPED},{day} 12:01:00",
        f"s-8,{user_id},{SHARED},search,{TYPED},{day} 12:02:00",
        f"s-9,u000000,{SHARED},search,shoes for me,{day} 12:03:00",
    ]
    drop(home, "events", "searches.csv", "\n".join(searches) + "\n", day)
    drop(home, "users", "planted.csv", f"user_id,referrer_user_id\nu000000,{user_id}\n", day)
    drop(home, "items", "misplaced.csv", f"user_id,city\n{user_id},Hartwell\n", day)
    home.run_daily()
    with duckdb.connect() as connection:

        def find(column: str, table: str) -> list[str]:
            query = f"SELECT DISTINCT {column} FROM '{home.path}/lake/shop/{table}/*/*.parquet' WHERE user_id = ?"
            return [text for (text,) in connection.execute(query, [user_id]).fetchall() if text]

        visitors = {OWN, *find("anonymous_id", "identities"), *find("anonymous_id", "events")} - {SHARED}
        order_ids = find("order_id", "orders")
    assert len(visitors) > 1 < len(order_ids)
    return Erased(home, user_id, sorted(visitors), order_ids, home.query(OTHERS, user_id))


def copy(whole: Erased, new_home) -> Erased:
    home = replace(new_home(), hash_key=KEY)
    shutil.copytree(whole.home.path, home.path, dirs_exist_ok=True)
    return replace(whole, home=home)


@pytest.fixture(scope="module")
def output_and_erased(whole, new_home) -> tuple[str, Erased]:
    """What the command printed, and the home after it."""
    erased = copy(whole, new_home)
    (erased.home.path / "dev.duckdb").touch()
    (erased.home.path / "spark" / "warehouse").mkdir(parents=True)
    # What a killed replay left.
    shutil.copytree(erased.home.path / "lake", erased.home.path / "as_of" / "building" / "lake")
    return erased.home.run(ERASE, f" {erased.user_id}"), erased


@pytest.fixture
def erased(output_and_erased) -> Erased:
    return output_and_erased[1]


def count_by_source(home: ShopHome, what: str) -> int:
    return home.query(f"SELECT coalesce(sum({what}), 0)::BIGINT FROM ops.load_days")[0][0]


def test_the_scan_finds_what_it_should(whole):
    places = " ".join(find_ids(whole.home, whole.ids))
    for place in (
        "planted.csv.parquet._raw",
        "warehouse.duckdb: facts.user_days.visitor_id",
        "published.duckdb: users",
    ):
        assert place in places
    assert "warehouse.duckdb: events.int_searches.term" in " ".join(find_ids(whole.home, [TYPED]))


def test_nothing_of_the_person_is_left_anywhere_but_in_landing(erased):
    assert list(find_ids(erased.home, [*erased.ids, *erased.orders, TYPED])) == []
    assert not (erased.home.path / "dev.duckdb").exists()
    assert not (erased.home.path / "spark").exists()


def test_nobody_else_is_affected(whole, erased):
    assert len(erased.others) > 20
    assert erased.home.query(OTHERS, erased.user_id) == erased.others
    with duckdb.connect(erased.home.path / "warehouse.duckdb", read_only=True) as warehouse:
        shared = "SELECT event_id FROM facts.events WHERE visitor_id = ? ORDER BY ALL"
        assert warehouse.execute(shared, [SHARED]).fetchall() == [("s-2",), ("s-3",), ("s-9",)]


def test_every_landed_row_is_somewhere_and_the_erased_ones_are_counted(whole, erased):
    assert erased.home.query(
        "SELECT count(*) FROM ops.load_days"
        " WHERE landed_count <> accepted_count + quarantined_count + duplicate_count + superseded_count"
    ) == [(0,)]
    gone = count_by_source(erased.home, "erased_count")
    assert gone > 20
    assert count_by_source(erased.home, "landed_count") == count_by_source(whole.home, "landed_count") - gone
    [(visitors, orders, rows, values)] = erased.home.query(
        "SELECT visitor_count, order_count, row_count, value_count FROM ops.erasures"
    )
    assert (visitors, orders, rows) == (len(erased.visitors), len(erased.orders), gone)
    assert values >= 1


def test_the_command_names_the_landing_files_and_no_id(output_and_erased):
    output, erased = output_and_erased
    assert not any(text in output for text in erased.ids)
    assert f"Found {len(erased.visitors):,} visitors and {len(erased.orders):,} orders of this user:" in output
    assert "  shop/orders " in output
    named = {Path(line.strip()) for line in output.splitlines() if line.startswith(f"  {erased.home.landing}")}
    assert named
    planted = {path for path in erased.home.landing.rglob("*.csv") if erased.user_id.encode() in path.read_bytes()}
    assert planted <= named
    assert all(path.exists() for path in named)


@pytest.mark.proof
def test_their_files_changed_and_loaded_again_bring_nobody_back(output_and_erased, new_home):
    _, erased = output_and_erased
    again = copy(erased, new_home)
    before = count_by_source(again.home, "erased_count")
    day = again.home.load_days()[-1]
    for file in again.home.landing.glob(f"shop/*/{day}/planted.csv"):
        file.write_text(file.read_text() + f"more,{again.user_id}\n")
    orders = f"order_id,user_id,ordered_at\nnew,{again.user_id},{day} 10:00:00\n"
    drop(again.home, "orders", "more.csv", orders, day)
    again.home.run_daily()
    assert list(find_ids(again.home, again.ids)) == []
    assert again.home.query(OTHERS, again.user_id) == again.others
    assert count_by_source(again.home, "erased_count") == before + 2


def kill_when(process: subprocess.Popen, words: str) -> None:
    """Read the command's output until a line holds `words`, and kill its process alone."""
    output = ""
    for line in process.stdout:
        output += line
        if words in line:
            os.kill(process.pid, signal.SIGKILL)
            break
    process.wait(timeout=60)
    assert process.returncode == -signal.SIGKILL, f"it was over before the kill:\n{output}"


@pytest.mark.proof
def test_killed_half_way_it_is_gone_on_with_by_the_next_call_and_finished_by_the_next_run(whole, erased, new_home):
    home = copy(whole, new_home).home
    for words in ("shop/events", "facts.sessions"):
        kill_when(home.start(f"orchestration.commands.{ERASE}", whole.user_id), words)
    home.run_daily()
    assert not list(find_differences(erased.home, home))
    assert list(find_ids(home, whole.ids)) == []
    assert [row[1:] for row in home.query("SELECT user_hash, row_count, value_count FROM ops.erasures")] == [
        row[1:] for row in erased.home.query("SELECT user_hash, row_count, value_count FROM ops.erasures")
    ]


def test_what_cannot_be_done_is_one_sentence_and_changes_nothing(whole):
    published = whole.home.published.stat()
    output = whole.home.run(ERASE, "u999999", fails=True)
    assert output == "No row in the lake is of a user 'u999999' or names one: nothing was changed.\n"
    output = replace(whole.home, hash_key=None).run(ERASE, whole.user_id, fails=True)
    assert "CARTOGRAPH_HASH_KEY is not set" in output
    assert output.count("\n") == 1
    assert whole.home.published.stat() == published
    assert not (whole.home.path / "erased.parquet").exists()


def test_a_daily_run_without_the_key_says_so_first(erased):
    output = replace(erased.home, hash_key=None).run_daily(fails=True)
    failed = [line for line in output.splitlines() if line.startswith("FAILED")]
    assert failed
    assert all("CARTOGRAPH_HASH_KEY is not set" in line for line in failed)


@pytest.mark.proof
def test_what_was_known_on_a_day_is_known_without_them(erased):
    day = erased.home.load_days()[-1]
    erased.home.run("as_of", day)
    assert list(find_ids(erased.home, erased.ids)) == []
    with duckdb.connect(erased.home.path / "as_of" / f"{day}.duckdb", read_only=True) as known:
        assert known.execute(OTHERS, [erased.user_id]).fetchall() == erased.others


def test_asked_for_again_it_is_done_already(erased):
    output = erased.home.run(ERASE, erased.user_id)
    assert "already: nothing was changed" in output
