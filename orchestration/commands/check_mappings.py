"""What the sources' mappings make of what waits in landing: the second half of check_landing. Writes nothing."""

import tempfile
from pathlib import Path

import duckdb

from ingest.check.failed_models import say_failed_model, say_failed_rows
from ingest.check.landing import Waiting
from ingest.check.mapped import measure_mapped
from ingest.check.mapped_report import list_faults, write_mapped
from ingest.check.sample import Sampled, write_sample
from ingest.contract import SOURCES
from ingest.home import Home
from orchestration.settings import SettingsError


def check_mappings(home: Home, waiting: Waiting) -> int:
    """Print what each source's SQL makes of the first new rows; return 1 where it fails or rows would be refused.

    All is made in a temporary folder, which goes at the end.
    """
    with tempfile.TemporaryDirectory(prefix="cartograph-check-") as folder:
        target = Home(Path(folder).resolve())
        samples = write_sample(home, waiting, target)
        if not samples:
            return 0
        # Only now: it imports Dagster, which takes seconds.
        from orchestration.dbt.trial import build_mappings

        print("\nWhat the SQL of the sources makes of it", flush=True)
        filled = {(source, filled): None for source, table in samples for filled in SOURCES[source].tables[table].fills}
        try:
            failed = build_mappings(target, sorted({table for _, table in filled}))
        except SettingsError as error:
            print(f"    ! The run will stop: {error}")
            return 1
        faulty = 0
        for model in failed:
            print(f"    ! {say_failed_model(model.path, model.message)}")
        if not target.dev.exists():
            return 1
        with duckdb.connect(target.dev, read_only=True) as connection:
            connection.execute("SET TimeZone = 'UTC'")
            for source in dict.fromkeys(source for source, _ in filled):
                print(f"\n{source}")
                tables = [table for of, table in filled if of == source]
                faulty += sum(print_mapping(connection, target, source, table, samples) for table in tables)
    return 1 if failed or faulty else 0


def print_mapping(
    connection: duckdb.DuckDBPyConnection,
    target: Home,
    source: str,
    table: str,
    samples: dict[tuple[str, str], Sampled],
) -> bool:
    """Print what one mapping makes of the samples; return whether it fails or rows would be refused."""
    try:
        mapped = measure_mapped(connection, target, source, table, samples)
    except duckdb.CatalogException:
        print(f"  {table}: not tried, since a model that it needs cannot be built")
        return True
    except duckdb.Error as error:
        print(f"  {table}: fails\n    ! {say_failed_rows(source, table, error)}")
        return True
    print("\n".join(write_mapped(mapped, samples)), flush=True)
    return bool(list_faults(mapped))
