"""A database file that cannot be used is reported in one sentence; damaged and locked ones are distinguished."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest
from dbt.adapters.duckdb.credentials import DuckDBCredentials
from dbt_common.exceptions import DbtRuntimeError

from orchestration.dbt import plugin
from orchestration.dbt.plugin import Plugin
from orchestration.warehouse.database_file import (
    DamagedFileError,
    DatabaseFileError,
    LockedFileError,
    check_database,
    explain,
    find_wal,
    is_damaged,
    move_database,
)

WRITER = """
import duckdb, os, sys, time
connection = duckdb.connect(sys.argv[1])
connection.execute("CREATE TABLE later AS SELECT range AS number FROM range(50000)")
print("written", flush=True)
time.sleep(60)
"""


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A database of a few hundred kB."""
    path = tmp_path / "shop.duckdb"
    with duckdb.connect(path) as connection:
        connection.execute("CREATE TABLE numbers AS SELECT hash(range) AS number FROM range(50000)")
    return path


@pytest.fixture
def writer(database: Path) -> Iterator[subprocess.Popen]:
    """Another process that has the database open and has written to it."""
    process = subprocess.Popen([sys.executable, "-c", WRITER, str(database)], stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "written\n"
    yield process
    process.kill()
    process.wait()


def test_a_sound_database_and_none_at_all_pass(database: Path):
    check_database(database)
    check_database(database.with_name("none.duckdb"))
    assert not database.with_name("none.duckdb").exists()


def test_what_a_killed_writer_left_is_finished(database: Path, writer: subprocess.Popen):
    writer.kill()
    writer.wait()
    assert find_wal(database).exists()
    check_database(database)
    with duckdb.connect(database, read_only=True) as connection:
        assert connection.execute("SELECT count(*) FROM later").fetchall() == [(50000,)]


def overwrite(path: Path, place: int, content: bytes) -> None:
    with path.open("r+b") as file:
        file.seek(place)
        file.write(content)


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(b"these are no tables\n" * 1000),
        lambda path: os.truncate(path, 5000),
        lambda path: overwrite(path, 4096, bytes(8192)),
    ],
    ids=["emptied", "another kind", "its head only", "no head"],
)
def test_a_damaged_database_is_called_so(database: Path, damage: Callable[[Path], object]):
    damage(database)
    with pytest.raises(DamagedFileError, match=r"shop\.duckdb is damaged \(.+\)\.$"):
        check_database(database)


def test_a_damaged_write_ahead_log_is_damage(database: Path, writer: subprocess.Popen):
    writer.kill()
    writer.wait()
    overwrite(find_wal(database), 60, b"\xff" * 16)
    with pytest.raises(DamagedFileError, match="is damaged"):
        check_database(database)


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: overwrite(path, 12_288 + 262_144 + 100_000, b"\x55" * 64),
        lambda path: os.truncate(path, path.stat().st_size - 300_000),
    ],
    ids=["flipped", "cut short"],
)
def test_what_does_not_show_at_opening_shows_in_the_words_of_whoever_reads(database: Path, damage: Callable):
    with duckdb.connect(database) as connection:
        connection.execute("CREATE TABLE more AS SELECT hash(range) AS number FROM range(50000)")
    damage(database)
    check_database(database)
    with (
        pytest.raises(duckdb.Error) as raised,
        duckdb.connect(database, read_only=True) as connection,
    ):
        connection.execute("SELECT max(number) FROM (FROM numbers UNION ALL FROM more)").fetchall()
    assert is_damaged(database, str(raised.value))


def test_a_file_cut_short_is_the_one_that_is_named(database: Path):
    words = 'IO Error: Could not read enough bytes from file "{}": attempted to read 9 bytes from location 5'
    assert is_damaged(database, words.format(database))
    assert not is_damaged(database, words.format("/home/lake/shop/events/a.csv.parquet"))


def test_a_database_that_another_program_has_open_is_not_damaged(database: Path, writer: subprocess.Popen):
    with pytest.raises(LockedFileError) as raised:
        check_database(database)
    assert str(raised.value) == (
        f"{database} is open in another program (process {writer.pid}): close it there, then run again."
    )


@pytest.fixture
def without_root() -> Iterator[Path]:
    """A folder of somebody who is not root, as whom the test runs: root may write everything."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o777)
        is_root = os.geteuid() == 0
        if is_root:
            os.seteuid(65534)
        yield Path(folder)
        if is_root:
            os.seteuid(0)


def test_a_database_that_may_not_be_written_is_reported(without_root: Path):
    path = without_root / "shop.duckdb"
    with duckdb.connect(path):
        pass
    path.chmod(0o444)
    with pytest.raises(DatabaseFileError) as raised:
        check_database(path)
    assert str(raised.value) == f"{path} may not be opened: change its permissions, then run again."


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (
            'Failed to commit: Could not write file "/h/warehouse.duckdb.wal": No space left on device',
            "The disk that holds /h/warehouse.duckdb.wal is full: free space, then run again.",
        ),
        ("[Errno 28] No space left on device", "The disk that holds /h/shop.duckdb is full: free space,"),
        ('Cannot open file "/h/w.duckdb": Read-only file system', "/h/w.duckdb lies on a disk that is mounted read"),
        ('Cannot open file "/h/lake/a.parquet": Permission denied', "/h/lake/a.parquet may not be opened"),
    ],
)
def test_what_the_owner_of_the_disk_can_mend_is_a_sentence(words: str, sentence: str):
    assert explain(Path("/h/shop.duckdb"), words).startswith(sentence)
    assert explain(Path("/h/shop.duckdb"), "Binder Error: no column x") is None


def test_a_database_moves_with_what_is_not_yet_in_its_file(database: Path, writer: subprocess.Popen):
    writer.kill()
    writer.wait()
    there = database.with_name("there.duckdb")
    there.write_bytes(b"older")
    find_wal(there).write_bytes(b"older")
    move_database(database, there)
    assert not database.exists()
    assert not find_wal(database).exists()
    with duckdb.connect(there) as connection:
        assert connection.execute("SELECT count(*) FROM later").fetchall() == [(50000,)]


def look(path: Path) -> None:
    """Do what dbt-duckdb does before it connects."""
    credentials = DuckDBCredentials(database=path.stem, schema="main", path=str(path))
    Plugin(name="look", plugin_config={}, credentials=credentials).update_connection_config(credentials, {})


def test_dbt_says_in_one_sentence_that_a_database_is_damaged(database: Path):
    look(database)
    database.write_bytes(b"no tables")
    with pytest.raises(DbtRuntimeError, match=r"is damaged .* Delete it: dbt build rebuilds it from the lake\."):
        look(database)


def test_dbt_waits_for_another_dbt(database: Path, writer: subprocess.Popen, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(plugin.time, "sleep", lambda seconds: (writer.kill(), writer.wait()))
    look(database)


def test_dbt_says_for_whom_it_has_waited(database: Path, writer: subprocess.Popen, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(plugin, "WAIT_SECONDS", 0)
    with pytest.raises(DbtRuntimeError, match=rf"open in another program \(process {writer.pid}\): close it there"):
        look(database)
