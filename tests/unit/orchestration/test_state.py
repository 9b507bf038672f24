"""The hash by which a run finds that nothing is new."""

from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ingest.work.load import load_days
from ingest.work.prepare import prepare_lake
from orchestration.runs.load_days import find_newest_load_day
from orchestration.warehouse import state
from orchestration.warehouse.publishing import PublishedTable, publish, write_empty
from orchestration.warehouse.state import State, note_built_models, read_built_models, read_published_state, read_state


def write_loads(home, *rows):
    schema = pq.read_schema(home.loads)
    empty = dict.fromkeys(schema.names)
    loads = [
        {
            **empty,
            "source": "shop",
            "table_name": table,
            "load_date": date(2025, 1, 1),
            "fingerprint": fingerprint,
        }
        for table, fingerprint in rows
    ]
    pq.write_table(pa.Table.from_pylist(loads, pa.schema([f.with_nullable(True) for f in schema])), home.loads)


@pytest.fixture
def lake(home, monkeypatch, tmp_path):
    """A home with a lake, and code of one file."""
    prepare_lake(home)
    code = tmp_path / "code"
    (code / "ingest").mkdir(parents=True)
    (code / "ingest" / "load.py").write_text("one = 1")
    monkeypatch.setattr(state, "ROOT", code)
    monkeypatch.setattr(state, "list_dbt_files", list)
    write_loads(home, ("events", "a"), ("orders", "b"))
    return home


def test_the_same_state_has_the_same_hash_whatever_the_order_of_loads(lake):
    before = read_state(lake).whole
    assert read_state(lake).whole == before
    write_loads(lake, ("orders", "b"), ("events", "a"))
    assert read_state(lake).whole == before


def test_lake_code_settings_and_versions_each_change_it(lake, monkeypatch):
    hashes = [read_state(lake).whole]
    write_loads(lake, ("events", "a"), ("orders", "changed"))
    hashes.append(read_state(lake).whole)
    (state.ROOT / "ingest" / "load.py").write_text("one = 2")
    hashes.append(read_state(lake).whole)
    (state.ROOT / "ingest" / "load.py").rename(state.ROOT / "ingest" / "renamed.py")
    hashes.append(read_state(lake).whole)
    monkeypatch.setenv("CARTOGRAPH_TIME_ZONE", "Europe/London")
    hashes.append(read_state(lake).whole)
    monkeypatch.setenv("CARTOGRAPH_PERSONAL_ATTRIBUTES", "occupation")
    hashes.append(read_state(lake).whole)
    monkeypatch.setenv("CARTOGRAPH_PUBLISHED_RULES", "all")
    hashes.append(read_state(lake).whole)
    monkeypatch.setattr(state, "version", lambda name: "0")
    hashes.append(read_state(lake).whole)
    assert len(set(hashes)) == len(hashes)


def test_models_change_with_what_a_sources_yaml_declares(lake, monkeypatch):
    contract = state.ROOT / "sources" / "shop" / "shop.yml"
    contract.parent.mkdir(parents=True)
    monkeypatch.setattr(state, "SOURCES_FOLDER", contract.parents[1])
    monkeypatch.setattr(state, "list_dbt_files", lambda: [contract])
    contract.write_text("sign: positive")
    before = read_state(lake).models
    contract.write_text("sign: either")
    assert read_state(lake).models != before


def test_models_change_with_sql_and_settings_but_not_with_descriptions_or_loads(lake, monkeypatch):
    model, words = (state.ROOT / name for name in ("orders.sql", "orders.yml"))
    monkeypatch.setattr(state, "list_dbt_files", lambda: [model, words])
    model.write_text("select 1")
    words.write_text("description: one")
    before = read_state(lake)
    words.write_text("description: two")
    write_loads(lake, ("events", "new"))
    assert read_state(lake).models == before.models
    assert read_state(lake).whole != before.whole
    model.write_text("select 2")
    after = read_state(lake).models
    assert after != before.models
    monkeypatch.setenv("CARTOGRAPH_TIME_ZONE", "Europe/London")
    assert read_state(lake).models != after


def test_the_warehouse_is_known_by_what_it_was_last_built_whole_with(lake):
    lake.dagster.mkdir(exist_ok=True)
    assert read_built_models(lake) is None
    note_built_models(lake, "these")
    assert read_built_models(lake) == "these"
    note_built_models(lake, None)
    assert read_built_models(lake) is None


def test_the_published_state_is_read_back_and_an_empty_file_has_none(warehouse):
    assert read_published_state(warehouse, print) is None
    write_empty(warehouse, [])
    assert read_published_state(warehouse, print) is None
    publish(warehouse, [PublishedTable("users", "user_facts")], "run", State("the-state", "the-models"))
    assert read_published_state(warehouse, print).models == "the-models"


@pytest.mark.parametrize(
    "damage",
    [lambda whole: b"", lambda whole: b"no tables\n" * 2000, lambda whole: whole[:9000], lambda whole: whole[:-1]],
    ids=["emptied", "another kind", "its head only", "cut short"],
)
def test_a_published_file_that_cannot_be_read_counts_as_none_and_that_is_reported(warehouse, damage):
    publish(warehouse, [PublishedTable("users", "user_facts")], "run", State("the-state", "the-models"))
    warehouse.published.chmod(0o644)
    warehouse.published.write_bytes(damage(warehouse.published.read_bytes()))
    logged = []
    assert read_published_state(warehouse, logged.append) is None
    [sentence] = logged
    assert sentence.startswith(f"{warehouse.published} cannot be read (")
    assert sentence.endswith("): it counts as not published, and is published again.")
    publish(warehouse, [PublishedTable("users", "user_facts")], "run", State("the-state", "the-models"))
    assert read_published_state(warehouse, print).models == "the-models"


def test_the_state_of_a_lake_whose_summary_is_damaged_is_that_of_its_book(home):
    folder = home.landing / "shop" / "categories" / "2025-01-01"
    folder.mkdir(parents=True)
    (folder / "a.csv").write_text("category_id\na\n")
    prepare_lake(home)
    load_days(home, "shop", "categories", [date(2025, 1, 1)])
    before, newest = read_state(home).whole, find_newest_load_day(home)
    home.loads.write_bytes(b"PAR1 no")
    assert (read_state(home).whole, find_newest_load_day(home)) == (before, newest)
    assert newest == date(2025, 1, 1)
