"""All of dbt: staging, facts and marts, with their tests as checks."""

from collections.abc import Iterator
from typing import Any

import dagster as dg
import duckdb
from dagster_dbt import dbt_assets

from orchestration.assets.loads import REBUILD_TAG, STATE_TAG
from orchestration.dbt_keys import read_manifest
from orchestration.failures import describe_dbt_failure
from orchestration.project import PROJECT, prepare_manifest
from orchestration.settings import read_home
from orchestration.state import State, note_built_models
from orchestration.translator import Translator

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
    """Build and test the selected models; report each with its rows and columns once dbt has let go."""
    home = read_home()
    # A folder for each part that Dagster splits the project into: what dbt parsed is there again next time.
    target_path = home.dagster / "dbt" / context.op_execution_context.op.name
    (target_path / "run_results.json").unlink(missing_ok=True)
    # Read anew: the gate has put its tags on the run since this run began.
    tags = context.instance.get_run_by_id(context.run_id).tags
    if REBUILD_TAG in tags:
        note_built_models(home, None)
    invocation = context.resources.dbt.cli(
        [
            "build",
            "--exclude-resource-type",
            "unit_test",
            *(["--full-refresh"] if REBUILD_TAG in tags else []),
        ],
        context=context,
        target_path=target_path,
        raise_on_error=False,
    )
    events = []
    for event in invocation.stream():
        events.append(event)
        if isinstance(event, dg.Output):
            _say(context, context.asset_key_for_output(event.output_name))
    tables = read_tables()
    for event in events:
        if isinstance(event, dg.Output):
            key = context.asset_key_for_output(event.output_name)
            yield event.with_metadata({**event.metadata, **tables.get(tuple(key.path), {})})
        else:
            yield event
    if invocation.process.returncode:
        reason = describe_dbt_failure(MANIFEST, target_path / "run_results.json", invocation._error_messages)
        raise dg.Failure(reason, allow_retries=False)
    if REBUILD_TAG in tags and not context.is_subset:
        note_built_models(home, State(*tags[STATE_TAG].split()).models)


def read_tables() -> dict[tuple[str, str], dict[str, Any]]:
    """Return column schema and, but for views, row count of what is in the warehouse, by (schema, name)."""
    path = read_home().warehouse
    if not path.exists():
        return {}
    with duckdb.connect(path, read_only=True) as connection:
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


def _say(context: dg.AssetExecutionContext, key: dg.AssetKey) -> None:
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
