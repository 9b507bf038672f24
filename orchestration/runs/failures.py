"""Why something failed, in words for the person who has to mend it."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb

from ingest.errors import IngestError
from orchestration.dbt.translator import describe_test
from orchestration.outbound.errors import OutboundError
from orchestration.settings import SettingsError, read_home
from orchestration.warehouse.database_file import DatabaseFileError
from orchestration.warehouse.publishing import PublishError
from orchestration.warehouse.storage_faults import find_fault


def describe_dbt_failure(manifest: Mapping[str, Any], run_results: Path, errors: list[str], returncode: int) -> str:
    """Return what failed in a dbt run: each test with its count, each model with the database's words.

    `errors`: the lines dbt itself logged as errors, for a run that never came to its first node. `returncode`:
    of its process, below zero where a signal ended it.
    """
    if returncode < 0:
        return (
            f"dbt was ended by the system (signal {-returncode}), most often because the machine's memory ran out."
            " Nothing was published; what was published before stands. Run `daily` again: it does what is left."
        )
    results = json.loads(run_results.read_text())["results"] if run_results.exists() else []
    failed = [result for result in results if result["status"] in {"error", "fail", "runtime error"}]
    if not failed:
        return f"dbt did not run: {' '.join(' '.join(errors).split()) or 'see the compute log of this step'}"
    skipped = sum(result["status"] == "skipped" for result in results)
    lines = [_describe_result(manifest["nodes"].get(result["unique_id"], {}), result) for result in failed]
    rest = f" {skipped} models and tests that build on them were left out." if skipped else ""
    return "\n".join([*lines, f"Nothing was published; what was published before stands.{rest}"])


def _describe_result(node: Mapping[str, Any], result: Mapping[str, Any]) -> str:
    name = result["unique_id"].split(".")[2]
    where = node.get("original_file_path", "")
    if result["status"] != "fail":
        return f"dbt could not build {name} ({where}): {' '.join((result['message'] or '').split())}"
    rows = f"{result['failures']:,} row{'s' * (result['failures'] != 1)}"
    words = [
        describe_test(node),
        f"dbt test {name} found {rows} that should not be ({where}).",
        f"To see them, in dbt_project with the environment active: dbt build -s +{name}, then dbt show -s {name}.",
    ]
    return " ".join(filter(None, words))


@contextmanager
def fail_plainly() -> Iterator[None]:
    """Fail the step with the error's own sentence, where it is one that a person or the next run can mend."""
    try:
        yield
    except (IngestError, SettingsError, DatabaseFileError, PublishError, OutboundError) as error:
        raise dg.Failure(str(error), allow_retries=False) from None
    except (duckdb.Error, OSError) as error:
        if not (fault := find_fault(read_home(), str(error))):
            raise
        raise dg.Failure(fault, allow_retries=False) from error


def describe_event(event: dg.DagsterEvent) -> str:
    """Return the first words of a failed step or run: its own sentence where it has one, else its error's."""
    failure = event.event_specific_data
    own = getattr(failure, "user_failure_data", None)
    if own and own.description:
        return own.description
    error = getattr(failure, "error", None)
    if error and error.cls_name == "DagsterExecutionInterruptedError":
        return "The run was interrupted. The next run does what is left."
    while error and error.cause:
        error = error.cause
    return error.message.strip() if error else (event.message or "no reason given")


def list_failures(events: list[dg.DagsterEvent], fallback: str) -> list[str]:
    """Return the reasons of a run's failed steps, each once; `fallback` where no step failed."""
    failures = [f"{event.step_key}: {describe_event(event)}" for event in events if event.is_step_failure]
    return list(dict.fromkeys(failures)) or [fallback]
