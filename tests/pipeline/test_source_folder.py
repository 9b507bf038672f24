"""A source is one folder: the docs' example and a source of two files, run whole in a copy of the project."""

import hashlib
import shutil
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest
from shop_home import ROOT, ShopHome
from source_project import SOURCES, copy_project, find_landing_example, run_command, run_in, write

from ingest.books.erased_ids import hash_id

KEY = "a long secret"
CLICKS = """
version: 2
sources:
  - name: lake_clicks
    schema: clicks
    description: Clicks.
    config: {meta: {time_zone: UTC}}
    tables:
      - name: events
        description: One row per click.
        columns:
          - {name: mail, config: {meta: {type: email, personal: [hash, user], required: true}}}
          - {name: what}
          - {name: happened}
"""
MAPPED_CLICKS = """{{ map_to_contract('clicks', 'events', 'events', {
    'user_id': 'mail', 'event_type': 'what', 'event_at': 'happened', 'price': "'1.5'"
}) }}
"""
# A line too short to read, one that is no order, and columns that nobody named.
BROKEN = "Auftrag;Bestelldatum;E-Mail;Artikel;Menge;Geheim\n1004;31.01.2025;clara@example.com\n"
BROKEN += "1005;heute;dora@example.com;Tasse;1;secret words\n"
CLEAR = ["anna@example.com", "bert@example.com", "clara@", "dora@", "5550123", "klingeln", "secret words"]


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Path:
    """A copy of the project with the two sources in it."""
    copy = copy_project(tmp_path_factory.mktemp("project"))
    write(copy / SOURCES / "clicks" / "clicks.yml", CLICKS)
    write(copy / SOURCES / "clicks" / "base_clicks__events.sql", MAPPED_CLICKS)
    return copy


@pytest.fixture(scope="module")
def home(project, tmp_path_factory) -> ShopHome:
    """A home with files of both sources, after a daily run of the copy."""
    home = ShopHome(tmp_path_factory.mktemp("home"), hash_key=KEY)
    path, text = find_landing_example()
    write(home.path / path, text, "cp1252")
    write(home.path / path.with_name("kaputt.csv"), BROKEN)
    clicks = "mail,what,happened\nANNA@example.com ,view,2025-01-30 10:00:00\n"
    write(home.landing / "clicks" / "events" / "2025-01-31" / "clicks.csv", clicks)
    before = hash_files(project)
    done = run_command(project, home, "daily", "--accept")
    assert done.returncode == 0, done.stdout
    assert hash_files(project) == before, "a file of the project was changed"
    return home


def hash_files(project: Path) -> dict[str, str]:
    """The content of every file but what git ignores."""
    ignored = {"target", "logs", "__pycache__", "found_sources.sql", "found_models.sql", ".user.yml"}
    files = [path for path in project.rglob("*") if path.is_file() and not ignored.intersection(path.parts)]
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_amounts_times_and_statuses_are_those_of_the_example(home):
    with duckdb.connect(home.warehouse, read_only=True) as warehouse:
        orders = warehouse.execute(
            "SELECT order_id, ordered_at::VARCHAR, status, gross_amount::VARCHAR FROM facts.orders ORDER BY order_id"
        ).fetchall()
    assert orders == [
        ("1001", "2025-01-30 17:05:00", "paid", "2508.9000"),
        ("1003", "2025-01-30 23:00:00", "paid", "24.9500"),
    ]
    cancelled = (
        "SELECT activity_date, cancelled_order_count, cancelled_amount::VARCHAR FROM statistics.daily_statistics"
    )
    assert home.query(f"{cancelled} WHERE cancelled_order_count > 0") == [(date(2025, 1, 31), 1, "29.7000")]


def test_one_person_of_two_sources_is_one_user(home):
    """The other address has a cancelled order alone."""
    users = home.query("SELECT user_id, order_count, gross_amount::VARCHAR, view_count FROM users.user_facts")
    assert users == [(hash_id(KEY, "anna@example.com"), 2, "2533.8500", 1)]


def test_every_row_is_accounted_for(home):
    counts = home.query(
        "SELECT table_name, landed_count, accepted_count, quarantined_count FROM ops.load_days ORDER BY table_name"
    )
    assert counts == [("bestellungen", 6, 4, 2), ("events", 1, 1, 0)]
    with duckdb.connect(home.warehouse, read_only=True) as warehouse:
        rejected = warehouse.execute("SELECT reason, landed_row FROM quarantine.rows ORDER BY ALL").fetchall()
    # The line's order has no readable time.
    assert [reason for reason, _ in rejected] == ["too_few_fields", "unknown_order"]
    assert any(row.startswith("kept out: the line may hold personal data") for _, row in rejected)


def test_no_clear_address_number_or_note_is_anywhere_but_in_landing(home):
    read = {path.suffix for path, _ in list_texts(home)}
    assert {".parquet", ".duckdb", ".db"} <= read
    for path, text in list_texts(home):
        found = [clear for clear in CLEAR if clear in text.lower()]
        assert not found, f"{path} holds {found}"


def list_texts(home: ShopHome) -> Iterator[tuple[Path, str]]:
    """Every file of the home outside landing, as text: tables value by value."""
    for path in sorted(home.path.rglob("*")):
        if not path.is_file() or home.landing in path.parents:
            continue
        if path.suffix == ".parquet":
            yield path, str(pq.ParquetFile(path).read().to_pylist())
        elif path.suffix == ".duckdb":
            with duckdb.connect(path, read_only=True) as connection:
                for name in connection.execute("SELECT schema_name, table_name FROM duckdb_tables()").fetchall():
                    yield path, str(connection.execute('FROM "{}"."{}"'.format(*name)).fetchall())
        else:
            yield path, path.read_bytes().decode("latin-1")


def test_dbt_stops_where_a_folder_came_that_is_not_listed_yet(home, project):
    shutil.copy(
        ROOT / "dbt_project" / "macros" / "contract" / "found_sources.sql", project / "dbt_project/macros/contract"
    )
    dbt = [
        Path(sys.executable).parent / "dbt",
        "build",
        "--quiet",
        "--select",
        "as_of",
        "--target-path",
        home.path / "target",
    ]
    done = run_in(project, home, [*dbt, "--log-path", home.path / "target"], project / "dbt_project")
    assert done.returncode != 0
    assert "The folders of models/sources have changed: run `python -m orchestration.commands.setup`" in done.stdout
