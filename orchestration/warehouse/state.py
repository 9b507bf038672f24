"""What a published file depends on, as hashes: where they are unchanged there is nothing to build."""

import hashlib
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

import duckdb

from ingest.books.erasures import read_erasures
from ingest.books.manifest import read_loads
from ingest.contract import SOURCES_FOLDER
from ingest.home import Home
from orchestration.dbt.project import list_dbt_files
from orchestration.settings import DUCKDB, ROOT, read_engine
from orchestration.warehouse.database_file import DamagedFileError, check_length

# Settings that change what is computed.
SETTINGS = (
    *("CARTOGRAPH_TIME_ZONE", "CARTOGRAPH_CURRENCY", "CARTOGRAPH_PERSONAL_ATTRIBUTES"),
    "CARTOGRAPH_PUBLISHED_RULES",
)
PACKAGES = (
    "dagster",
    "dagster-dbt",
    "dbt-core",
    "dbt-duckdb",
    "duckdb",
    "numpy",
    "pyarrow",
    "scikit-learn",
    "scipy",
)
CODE_FOLDERS = ("ingest", "ml_assets", "orchestration")
BUILT_MODELS = "built_models"


@dataclass(frozen=True)
class State:
    """What a published file was, or would be, made from.

    whole: hash of everything, by which a run finds that nothing is new. models: hash of what dbt's
    incremental tables were computed by; where it differs their old rows are another code's or engine's.
    """

    whole: str
    models: str


@dataclass(frozen=True)
class PublishedState(State):
    """The state of the published file, and the moment it was published (UTC)."""

    published_at: datetime


def read_state(home: Home) -> State:
    """Return the state: the lake's fingerprints, the erasures, the code, the settings and the packages' versions."""
    settings = {name: os.environ.get(name, "") for name in SETTINGS}
    if (engine := read_engine()) != DUCKDB:
        settings["CARTOGRAPH_ENGINE"] = engine
    columns = ("source", "table_name", "load_date", "fingerprint", "is_sealed")
    fingerprints = sorted([str(load[column]) for column in columns] for load in read_loads(home))
    erased = [erasure.user_hash for erasure in read_erasures(home)]
    dbt_files = list_dbt_files()
    python_files = [path for folder in CODE_FOLDERS for path in (ROOT / folder).rglob("*.py")]
    # Descriptions and tests change no row; what the sources' YAML declares does.
    model_files = [
        path
        for path in dbt_files
        if path.suffix in {".sql", ".csv"} or path.name == "dbt_project.yml" or SOURCES_FOLDER in path.parents
    ]
    return State(
        whole=_hash([fingerprints, erased, settings, read_versions()], [*python_files, *dbt_files]),
        # A version of DuckDB hashes in its own way, and incremental tables hold hashes.
        models=_hash([settings, version("duckdb")], model_files),
    )


def _hash(values: list, files: list[Path]) -> str:
    state = hashlib.sha256(json.dumps(values).encode())
    for path in sorted(files):
        state.update(path.relative_to(ROOT).as_posix().encode())
        state.update(hashlib.sha256(path.read_bytes()).digest())
    return state.hexdigest()


def read_versions() -> dict[str, str]:
    """Return the versions of the packages whose results are published."""
    return {name: version(name) for name in PACKAGES}


def read_built_models(home: Home) -> str | None:
    """Return the `models` hash by which the warehouse was last built whole; None where it is not known."""
    note = home.dagster / BUILT_MODELS
    return note.read_text() if note.exists() else None


def note_built_models(home: Home, models: str | None) -> None:
    """Note the `models` hash by which the warehouse has been built; None while it is being rebuilt.

    A note of its own, since a run that fails after dbt leaves a warehouse that was never published.
    """
    note = home.dagster / BUILT_MODELS
    if models is None:
        note.unlink(missing_ok=True)
    else:
        note.write_text(models)


def read_published_state(home: Home, log: Callable[[str], None]) -> PublishedState | None:
    """Return the state of the published file; None where nothing was published yet, or nothing that can be read."""
    if not home.published.exists():
        return None
    try:
        with duckdb.connect(home.published, read_only=True) as published:
            check_length(published, home.published)
            rows = published.sql("SELECT * FROM ops.run_facts").to_arrow_table().to_pylist()
    except (duckdb.Error, DamagedFileError) as error:
        words = " ".join(str(error).split()).removesuffix(".")
        log(f"{home.published} cannot be read ({words}): it counts as not published, and is published again.")
        return None
    # A file that another version of this code published may say less; then it says nothing.
    if not rows or not {"state_hash", "models_hash", "published_at"} <= rows[0].keys():
        return None
    return PublishedState(rows[0]["state_hash"], rows[0]["models_hash"], rows[0]["published_at"])


def find_current(home: Home, log: Callable[[str], None]) -> PublishedState | None:
    """Return the state of the published file where it is that of lake, code and settings as they are, else None."""
    published = read_published_state(home, log)
    return published if published and published.whole == read_state(home).whole else None
