"""All of dbt: staging, facts and marts, with their tests as checks."""

import json
from collections.abc import Iterator
from typing import Any

import dagster as dg
from dagster_dbt import dbt_assets

from orchestration.assets.loads import REBUILD_TAG, STATE_TAG
from orchestration.assets.pictures import PICTURES
from orchestration.dbt.keys import read_manifest
from orchestration.dbt.project import PROJECT, prepare_manifest
from orchestration.dbt.spark import note_end, prepare_spark
from orchestration.dbt.translator import Translator
from orchestration.runs.failures import describe_dbt_failure, fail_plainly
from orchestration.runs.warnings import list_warnings
from orchestration.settings import SPARK, read_engine, read_home
from orchestration.warehouse.connection import open_warehouse
from orchestration.warehouse.database_file import is_damaged
from orchestration.warehouse.from_spark import bring_from_spark
from orchestration.warehouse.state import State, note_built_models
from orchestration.warehouse.storage_faults import find_fault, find_lake_faults, mend_lake, set_warehouse_aside

MANIFEST = read_manifest(prepare_manifest())
TRANSLATOR = Translator()


@dbt_assets(
    name="warehouse",
    manifest=MANIFEST,
    project=PROJECT,
    dagster_dbt_translator=TRANSLATOR,
    required_resource_keys={"run_lock", "dbt"},
)
def warehouse(context: dg.AssetExecutionContext) -> Iterator[Any]:
    """Build and test the selected models; report each with its rows and columns once dbt has let go.

    A warehouse that turns out to be damaged on the way is set aside and rebuilt at once.
    """
    home = read_home()
    # Read again: the gate has put its tags on the run since this run began.
    tags = context.instance.get_run_by_id(context.run.run_id).tags
    is_rebuild = REBUILD_TAG in tags
    events, failure = run_dbt(context, is_rebuild=is_rebuild)
    if failure and is_damaged(home.warehouse, failure) and not context.is_subset:
        for sentence in (f"{home.warehouse} is damaged. {set_warehouse_aside(home)}", *mend_lake(home)):
            context.log.warning(sentence)
        is_rebuild = True
        events, failure = run_dbt(context, is_rebuild=is_rebuild)
    for warning in list_warnings([event for event in events if isinstance(event, dg.AssetCheckResult)], MANIFEST):
        context.log.warning(str(warning))
    tables = read_tables()
    for event in events:
        if isinstance(event, dg.Output):
            key = context.asset_key_for_output(event.output_name)
            name = tuple(key.path)
            yield event.with_metadata({**describe_table(name, tables), **event.metadata, **tables.get(name, {})})
        else:
            yield event
    if failure:
        fault = find_fault(home, failure)
        faults = [fault] if fault else find_lake_faults(home)
        raise dg.Failure("\n".join([*faults, failure]), allow_retries=False)
    if is_rebuild and not context.is_subset:
        note_built_models(home, State(*tags[STATE_TAG].split()).models)


def run_dbt(context: dg.AssetExecutionContext, *, is_rebuild: bool) -> tuple[list[Any], str | None]:
    """Run `dbt build` over the selected models; return its events, and what failed or None."""
    home = read_home()
    # A folder for each part that Dagster splits the project into: what dbt parsed is there again next time.
    target_path = home.dagster / "dbt" / context.op_execution_context.op.name
    (target_path / "run_results.json").unlink(missing_ok=True)
    is_spark = read_engine() == SPARK
    if is_spark:
        with fail_plainly():
            prepare_spark(home, anew=is_rebuild)
    if is_rebuild:
        note_built_models(home, None)
    invocation = context.resources.dbt.cli(
        [
            "build",
            "--exclude-resource-type",
            "unit_test",
            *(["--full-refresh"] if is_rebuild else []),
        ],
        context=context,
        target_path=target_path,
        raise_on_error=False,
    )
    events, errors = [], []
    for message in invocation.stream_raw_events():
        info = message.raw_event["info"]
        if info["level"] == "error":
            errors.append(info["msg"])
        for event in message.to_default_asset_events(MANIFEST, TRANSLATOR, context, target_path, PROJECT):
            events.append(event)
            if isinstance(event, dg.Output):
                _log_table(context, context.asset_key_for_output(event.output_name))
    returncode = invocation.process.returncode
    if is_spark:
        note_end(home, returncode)
    if not returncode:
        if is_spark:
            context.log.info("Spark has built its tables; what is read of them is copied.")
            with fail_plainly():
                built = json.loads((target_path / "manifest.json").read_text())
                bring_from_spark(home, built, anew=is_rebuild)
        return events, None
    return events, describe_dbt_failure(MANIFEST, target_path / "run_results.json", errors, returncode)


def read_tables() -> dict[tuple[str, str], dict[str, Any]]:
    """Return column schema and, but for views, row count of what is in the warehouse, by (schema, name)."""
    if not read_home().warehouse.exists():
        return {}
    with open_warehouse(read_only=True) as connection:
        columns = connection.execute(
            """
            SELECT schema_name, table_name, list({
                'name': column_name, 'type': data_type, 'nullable': is_nullable, 'description': comment
            } ORDER BY column_index)
            FROM duckdb_columns() WHERE NOT internal AND database_name = current_database() GROUP BY ALL
            """
        ).fetchall()
        tables = connection.execute("SELECT schema_name, table_name FROM duckdb_tables() WHERE NOT internal").fetchall()
        counts = {
            (schema, name): connection.execute(f'SELECT count(*) FROM "{schema}"."{name}"').fetchall()[0][0]  # noqa: S608
            for schema, name in tables
        }
    described = {
        (schema, name): {"dagster/column_schema": _describe_columns(of_table)} for schema, name, of_table in columns
    }
    for table, count in counts.items():
        described[table]["dagster/row_count"] = count
    return described


def describe_table(name: tuple[str, str], tables: dict[tuple[str, str], dict[str, Any]]) -> dict[str, Any]:
    """Return picture and figures of a table that has some; none where a failed run left out what they are made of."""
    describe, source = PICTURES.get(name, (None, None))
    if describe is None or name not in tables or source not in tables:
        return {}
    with open_warehouse(read_only=True) as connection:
        return describe(connection)


def _log_table(context: dg.AssetExecutionContext, key: dg.AssetKey) -> None:
    schema, name = key.path
    # Staging is views and the reference lists are small: done in a moment, and many.
    log = context.log.debug if schema in {"staging", "reference"} else context.log.info
    log(f"{schema}.{name}")


def _describe_columns(columns: list[dict[str, Any]]) -> dg.TableSchema:
    return dg.TableSchema(
        [
            dg.TableColumn(
                column["name"],
                type=column["type"],
                description=column["description"],
                constraints=dg.TableColumnConstraints(nullable=column["nullable"]),
            )
            for column in columns
        ]
    )
