"""A run that finds disk, warehouse or lake at fault says so, and nothing damaged is in the next one's way."""

import os
from datetime import date

import dagster as dg
import duckdb
import pytest

from ingest.errors import LakeError
from ingest.work.changes import LoadChange, find_changes
from ingest.work.load import load_days
from ingest.work.prepare import prepare_lake
from orchestration.assets.loads import check_left
from orchestration.runs.failures import fail_plainly
from orchestration.warehouse.connection import open_warehouse
from orchestration.warehouse.database_file import DatabaseFileError
from orchestration.warehouse.state import note_built_models, read_built_models
from orchestration.warehouse.storage_faults import find_fault, find_lake_faults, mend_lake, mend_warehouse

DAY = date(2025, 1, 1)


@pytest.fixture
def built(warehouse):
    """A home whose warehouse is known to be built whole."""
    warehouse.dagster.mkdir()
    note_built_models(warehouse, "models")
    return warehouse


def test_a_sound_warehouse_is_left_alone(built):
    assert mend_warehouse(built) is None
    assert read_built_models(built) == "models"


def test_a_damaged_warehouse_is_set_aside_in_place_of_an_older_one_and_counts_as_unbuilt(built):
    broken = built.path / "warehouse.broken.duckdb"
    broken.write_bytes(b"of last year")
    os.truncate(built.warehouse, 20_000)
    message = mend_warehouse(built)
    assert message.startswith(f"{built.warehouse} is damaged (")
    assert message.endswith("It is kept as warehouse.broken.duckdb, and everything is rebuilt from the lake.")
    assert (built.warehouse.exists(), broken.stat().st_size) == (False, 20_000)
    assert read_built_models(built) is None
    assert mend_warehouse(built) is None


def test_a_warehouse_that_another_program_has_open_is_not_set_aside(built, monkeypatch):
    def refuse(path, **_):
        raise duckdb.IOException(f'IO Error: Could not set lock on file "{path}": Conflicting lock in x (PID 7). See')

    monkeypatch.setattr("orchestration.warehouse.database_file.duckdb.connect", refuse)
    with pytest.raises(DatabaseFileError, match=r"is open in another program \(process 7\)"):
        mend_warehouse(built)
    assert built.warehouse.exists()


def test_damage_that_a_step_meets_is_out_of_the_way_of_the_next_run(built):
    fault = find_fault(built, "Corrupt database file: computed checksum 1 does not match stored checksum 2 in block")
    assert fault == (
        f"{built.warehouse} is damaged. It is kept as warehouse.broken.duckdb, and everything is rebuilt from the"
        " lake. Run `daily` again."
    )
    assert not built.warehouse.exists()
    assert find_fault(built, "Binder Error: no column x") is None


def test_a_step_fails_with_the_sentence_and_other_errors_stay_what_they_are(built):
    with pytest.raises(dg.Failure, match=r"^The disk that holds /h/published\.next\.duckdb is full"), fail_plainly():
        raise duckdb.IOException('IO Error: Could not write file "/h/published.next.duckdb": No space left on device')
    with pytest.raises(dg.Failure, match=r"may not be opened: change its permissions"), fail_plainly():
        raise PermissionError(13, "Permission denied", "/h/run.lock")
    with pytest.raises(duckdb.BinderException), open_warehouse(read_only=True) as connection:
        connection.execute("SELECT nothing FROM users.user_facts")


@pytest.fixture
def lake(home):
    """A home with one landing file in the lake."""
    folder = home.landing / "shop" / "categories" / str(DAY)
    folder.mkdir(parents=True)
    (folder / "a.csv").write_text("category_id,name\n" + "".join(f"c{number},name\n" for number in range(300)))
    prepare_lake(home)
    load_days(home, "shop", "categories", [DAY])
    return home


def flip_bits(home):
    """Damage the lake file within, and return its path and what it was."""
    [path] = (home.lake / "shop" / "categories").glob(f"loaded_on={DAY}/*.parquet")
    before = path.read_bytes()
    path.write_bytes(before[:200] + bytes(byte ^ 0xFF for byte in before[200:210]) + before[210:])
    return path, before


def test_a_failed_build_names_the_damaged_lake_file_and_the_next_run_reads_it_again(lake):
    assert find_lake_faults(lake) == []
    path, before = flip_bits(lake)
    assert find_changes(lake) == []
    [message] = find_lake_faults(lake)
    assert message.startswith(f"The lake file {path} is damaged. It has been deleted")
    assert "run `daily` again" in message
    load_days(lake, "shop", "categories", [change.load_date for change in find_changes(lake)])
    assert path.read_bytes() == before


def test_before_everything_is_rebuilt_damaged_lake_files_are_read_again(lake):
    assert mend_lake(lake) == []
    path, before = flip_bits(lake)
    assert mend_lake(lake) == [f"The lake file {path} was damaged and is read from landing again."]
    assert path.read_bytes() == before


def test_a_run_goes_on_without_new_days_but_not_on_an_incomplete_lake():
    logged = []
    check_left((), logged.append)
    assert logged == []
    check_left((LoadChange("shop", "events", DAY, "added"),), logged.append)
    assert logged == ["1 load days differ that this run was not asked for: run `daily` again."]
    with pytest.raises(LakeError, match=r"incomplete for 1 load days, 2025-01-01 to 2025-01-01, .*`make daily`"):
        check_left((LoadChange("shop", "events", DAY, "damaged"),), logged.append)
