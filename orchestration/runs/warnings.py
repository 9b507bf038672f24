"""What a run warns of: checks that found something and stop nothing, in words and counts, never with a row's values.

Such a check is a dbt test of severity `warn`; its description in the YAML is the sentence that people read.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import dagster as dg

from orchestration.dbt.translator import describe_test


@dataclass(frozen=True)
class RunWarning:
    """A check that warns: its name, what that means, and how many rows it found."""

    check: str
    meaning: str
    row_count: int

    def __str__(self) -> str:
        return f"{self.meaning} ({self.check}: {self.row_count:,} row{'s' * (self.row_count != 1)})"


def list_warnings(
    checks: Iterable[dg.AssetCheckResult | dg.AssetCheckEvaluation], manifest: Mapping[str, Any]
) -> list[RunWarning]:
    """Return what the checks of a run warn of, in their order, each check once."""
    tests = {node["name"]: node for node in manifest["nodes"].values() if node["resource_type"] == "test"}
    warnings = {}
    for check in checks:
        if check.passed or check.severity != dg.AssetCheckSeverity.WARN or check.check_name not in tests:
            continue
        rows = check.metadata["dagster_dbt/failed_row_count"].value
        meaning = describe_test(tests[check.check_name]) or "It has no description."
        warnings[check.check_name] = RunWarning(check.check_name, meaning, int(rows))
    return list(warnings.values())


def list_checks(events: Iterable[dg.DagsterEvent]) -> list[dg.AssetCheckEvaluation]:
    """Return the checks among the events of a run."""
    return [
        event.asset_check_evaluation_data
        for event in events
        if event.event_type == dg.DagsterEventType.ASSET_CHECK_EVALUATION
    ]
