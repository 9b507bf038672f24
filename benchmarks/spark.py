"""The facts of events, from the lake, on Spark beside DuckDB: each on one core and on two, in turns.

The processor's seconds are those of all processes that a build starts: Spark's work is done by a Java beside dbt.
"""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.shop import CURRENCY
from orchestration.dbt.project import DBT_COMMAND, DBT_DIR

CORES = (1, 2)
MODELS = ("event_days", "event_hours", "sessions", "user_days", "user_items")
ARGUMENTS = (
    *("build", "--no-partial-parse", "--full-refresh", "--exclude-resource-type", "test", "unit_test", "-s"),
    *(f"+{model}" for model in MODELS),
)
TICKS = os.sysconf("SC_CLK_TCK")


def measure_spark(home: Path, folder: Path) -> dict[str, dict[str, float]]:
    """Build on both engines; return the seconds of each build by engine and cores, on the wall and of the processor."""
    found = {}
    for cores in CORES:
        for engine, build in (("duckdb", build_on_duckdb), ("spark", build_on_spark)):
            seconds, processor_seconds = build(home, folder, cores)
            found[f"{engine}_{cores}"] = {"seconds": seconds, "processor_seconds": processor_seconds}
            print(f"  {engine} on {cores}: {seconds:,.0f} s, {processor_seconds:,.0f} s of the processor", flush=True)
    return found


def build_on_duckdb(home: Path, folder: Path, cores: int) -> tuple[float, float]:
    """Build into the home's dev.duckdb, which is removed."""
    places = ("--target", "dev", "--target-path", folder / "duckdb", "--log-path", folder / "duckdb")
    command = [sys.executable, *DBT_COMMAND[1:], *ARGUMENTS, *places]
    taken = run_on(cores, command, folder / "duckdb.log", {"CARTOGRAPH_HOME": str(home)})
    (home / "dev.duckdb").unlink()
    return taken


def build_on_spark(home: Path, folder: Path, cores: int) -> tuple[float, float]:
    """Build into the home's spark/, which is removed."""
    (folder / "spark_settings").mkdir(exist_ok=True)
    (folder / "spark_settings" / "spark-defaults.conf").write_text(f"spark.master local[{cores}]\n")
    environment = {
        "CARTOGRAPH_HOME": str(home),
        "CARTOGRAPH_SPARK_MEMORY": "4g",
        "SPARK_CONF_DIR": str(folder / "spark_settings"),
        "PYTHONPATH": str(DBT_DIR.parent),
    }
    command = [sys.executable, "-m", "orchestration.commands.spark", *ARGUMENTS]
    taken = run_on(cores, command, folder / "spark.log", environment)
    shutil.rmtree(home / "spark")
    return taken


def run_on(cores: int, command: list[str | Path], log: Path, environment: dict[str, str]) -> tuple[float, float]:
    """Run a command, in UTC, on so many cores; return its seconds on the wall, and those of all its processes.

    Raises RuntimeError with the end of its output where it fails.
    """
    settings = {"CARTOGRAPH_TIME_ZONE": "UTC", "CARTOGRAPH_CURRENCY": CURRENCY, "DBT_PROFILES_DIR": str(DBT_DIR)}
    began = time.perf_counter()
    with log.open("w") as output:
        process = subprocess.Popen(
            ["taskset", "--cpu-list", f"0-{cores - 1}", *map(str, command)],
            cwd=DBT_DIR,
            env=os.environ | settings | environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        spent: dict[int, float] = {}
        while process.poll() is None:
            spent |= read_processor(process.pid)
            time.sleep(0.2)
    if process.returncode:
        raise RuntimeError(f"{log} ends with: {log.read_text()[-3000:]}")
    return time.perf_counter() - began, sum(spent.values())


def read_processor(session: int) -> dict[int, float]:
    """What the processor has spent on each process of a session so far, by id."""
    spent = {}
    for file in Path("/proc").glob("[0-9]*/stat"):
        try:
            # After the name, which may hold anything: the 4th field is the session, the 12th and 13th the ticks.
            fields = file.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == session:
            spent[int(file.parent.name)] = (int(fields[11]) + int(fields[12])) / TICKS
    return spent


def print_spark(figures: dict[int, dict[str, dict[str, float]]]) -> None:
    """Print the curve: what each engine took of each size, in events, and how many times DuckDB's Spark's is."""
    for name, said in (("seconds", "seconds"), ("processor_seconds", "seconds of the processor")):
        print(f"\n{'events':>11} {'cores':>5} {'duckdb':>9} {'spark':>9} {'times':>7}   {said}")
        for events, found in sorted(figures.items()):
            for cores in CORES:
                duckdb, spark = (found[f"{engine}_{cores}"][name] for engine in ("duckdb", "spark"))
                print(f"{events:>11,} {cores:>5} {duckdb:>9,.0f} {spark:>9,.0f} {spark / duckdb:>7.1f}")
