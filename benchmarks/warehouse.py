"""dbt's build of a home, by the product's own command, and what each of its nodes took."""

import json
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from benchmarks.parts import name_of
from benchmarks.processes import run_command
from benchmarks.shop import CURRENCY
from orchestration.dbt.project import DBT_COMMAND, DBT_DIR

ENDS = ("started_at", "completed_at")


@dataclass(frozen=True)
class Build:
    """One `dbt build`: what the process took, and each node by name, on the wall and of the processor."""

    seconds: float
    processor_seconds: float
    peak_bytes: int
    nodes: dict[str, float]
    nodes_processor: dict[str, float]


def build(home: Path, folder: Path) -> Build:
    """Bring the home's warehouse up to date with its lake: models and seeds, without tests."""
    command = [
        *(sys.executable, *DBT_COMMAND[1:]),
        *("build", "--target", "daily", "--target-path", folder, "--log-path", folder),
        *("--exclude-resource-type", "test", "--exclude-resource-type", "unit_test"),
    ]
    environment = {
        "CARTOGRAPH_HOME": str(home),
        "CARTOGRAPH_TIME_ZONE": "UTC",
        "CARTOGRAPH_CURRENCY": CURRENCY,
        "DBT_PROFILES_DIR": str(DBT_DIR),
    }
    ended = run_command([str(part) for part in command], folder / "build.log", environment, DBT_DIR)
    results = json.loads((folder / "run_results.json").read_text())["results"]
    nodes = {name_of(result["unique_id"]): result["execution_time"] for result in results}
    processor = {}
    for result in results:
        moments = [datetime.fromisoformat(part[at]).timestamp() for part in result["timing"] for at in ENDS]
        taken = ended.processor_between(min(moments), max(moments)) if moments else 0.0
        processor[name_of(result["unique_id"])] = taken
    return Build(ended.seconds, ended.processor_seconds, ended.peak_bytes, nodes, processor)
