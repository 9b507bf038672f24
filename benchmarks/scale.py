"""The warehouse at scale beside its floor: simulate, ingest, build, compare, one more load day, and other scripts."""

import json
import os
import shutil
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from benchmarks.processes import Ended, run_command, run_module
from benchmarks.shop import CURRENCY
from benchmarks.spark import measure_spark
from benchmarks.warehouse import build

DAYS = 91
IN_TURNS = ("floor", "build", "polars", "pandas")
STEPS = ("shop", *IN_TURNS, "compare", "day", "overhead", "spark")
# Beyond this pandas, which holds all events as Python sees them, wants more memory than a laptop has.
PANDAS_EVENTS = 2_000_000


class Bench:
    """One size of shop in a folder of its own, with the figures of what has been measured of it."""

    def __init__(self, folder: Path, events: int, runs: int):
        self.events = events
        self.runs = runs
        self.folder = folder / f"events_{events}"
        self.home = self.folder / "home"
        self.warehouse = self.home / "warehouse.duckdb"
        self.floor = self.folder / "floor.duckdb"
        self.dbt = self.folder / "dbt"
        # Stands while the warehouse holds the last load day, which the lake may not.
        self.ahead = self.folder / "warehouse_is_ahead"
        self.manifest = self.dbt / "manifest.json"
        self.book = self.folder / "figures.json"
        self.folder.mkdir(parents=True, exist_ok=True)
        self.figures: dict = json.loads(self.book.read_text()) if self.book.exists() else {}
        self.measured: set[str] = set()

    def run(self, steps: list[str]) -> None:
        """Take the steps in order, in turns those that are held against each other. A shop that is there stays."""
        log(f"{self.events:,} events")
        for step in STEPS:
            if step == IN_TURNS[0]:
                for _ in range(self.runs):
                    for other in IN_TURNS:
                        if other in steps:
                            getattr(self, f"take_{other}")()
            elif step not in IN_TURNS and step in steps:
                getattr(self, f"take_{step}")()

    def take_shop(self) -> None:
        """Simulate the shop and bring all its load days but the last into the lake."""
        if "ingest" in self.figures:
            log(f"the shop of {self.figures['shop']['result']['events']:,} events is there")
            return
        shutil.rmtree(self.home, ignore_errors=True)
        self.measure("shop", "simulated", "benchmarks.shop", "simulate", self.home, *self.size)
        self.measure("ingest", "ingested", "benchmarks.shop", "ingest", self.home, *self.size)

    def take_floor(self) -> None:
        """Write the floor's tables from the lake."""
        self.withdraw_day()
        self.measure("floor", "floor written", "benchmarks.floor", self.home / "lake", self.floor)

    def take_build(self) -> None:
        """Build the warehouse from nothing."""
        self.withdraw_day()
        for file in self.home.glob("warehouse.duckdb*"):
            file.unlink()
        self.ahead.unlink(missing_ok=True)
        self.note("build", "warehouse built", lambda: asdict(build(self.home, self.dbt)))

    def take_compare(self) -> None:
        """Hold what the floor and the scripts wrote against the warehouse's tables."""
        self.go_back()
        written = {"floor": self.floor} | {library: self.tables(library) for library in ("polars", "pandas")}
        for name, others in written.items():
            if others.exists():
                self.measure(f"compare_{name}", f"{name} compared", "benchmarks.compare", self.warehouse, others)

    def take_polars(self) -> None:
        """Make the user facts in Polars from the same lake."""
        self.take_script("polars")

    def take_pandas(self) -> None:
        """Make them in pandas, where that fits."""
        if self.events > PANDAS_EVENTS:
            log(f"pandas left out: it does not fit beyond {PANDAS_EVENTS:,} events")
            return
        self.take_script("pandas")

    def take_script(self, library: str) -> None:
        """Run a script from the lake to Parquet files."""
        self.withdraw_day()
        places = (self.home / "lake", self.tables(library))
        self.measure(library, f"user facts made in {library}", f"benchmarks.{library}_script", *places)

    def tables(self, library: str) -> Path:
        """The folder of a script's tables."""
        return self.folder / library

    def take_day(self) -> None:
        """Bring one more load day, build again, and write the user marts by hand over the same facts."""
        self.go_back()
        self.measure("ingest_day", "a load day ingested", "benchmarks.shop", "bring", self.home, *self.size)
        self.ahead.touch()
        self.note("build_day", "warehouse brought up to date", lambda: asdict(build(self.home, self.dbt)))
        by_hand = self.folder / "floor_day.duckdb"
        places = (self.home / "lake", by_hand, "--facts", self.warehouse)
        for _ in range(self.runs):
            self.measure("floor_day", "user marts by hand", "benchmarks.floor", *places)
        self.measure("compare_day", "user marts compared", "benchmarks.compare", self.warehouse, by_hand)
        by_hand.unlink()

    def take_overhead(self) -> None:
        """Run the whole daily job over a shop too small to count, and again without anything new but force."""
        home = self.folder / "small_home"
        shutil.rmtree(home, ignore_errors=True)
        arguments = ("simulate", home, "--events", "1000", "--days", "11")
        run_module("benchmarks.shop", *arguments, log=self.folder / "small_shop.log")
        command = [sys.executable, "-m", "orchestration.commands.daily"]
        environment = {"CARTOGRAPH_HOME": str(home), "CARTOGRAPH_CURRENCY": CURRENCY}
        run_command(command, self.folder / "small_daily.log", environment)
        for folder in (home / "held_back").glob("*/*/*"):
            shutil.copytree(folder, home / "landing" / folder.relative_to(home / "held_back"))

        def act() -> dict:
            ended = run_command(command, self.folder / "overhead.log", environment)
            results = [json.loads(file.read_text()) for file in home.glob("dagster/dbt/*/run_results.json")]
            nodes = sum(result["execution_time"] for split in results for result in split["results"])
            return describe_cost(ended) | {"result": {"nodes": nodes, "splits": len(results)}}

        self.note("overhead", "the daily job over a tiny shop", act)
        shutil.rmtree(home)

    def take_spark(self) -> None:
        """Make the facts of events on both engines, once each."""
        self.withdraw_day()
        self.figures["spark"] = measure_spark(self.home, self.folder)
        self.book.write_text(json.dumps(self.figures, indent=1))

    def withdraw_day(self) -> None:
        """Take the last load day out of the lake, where it has been brought; the warehouse still holds it then."""
        if self.is_ahead:
            run_module("benchmarks.shop", "withdraw", self.home, *self.size, log=self.folder / "withdraw.log")
            shutil.rmtree(self.home / "landing" / "shop")

    def go_back(self) -> None:
        """Rebuild the warehouse where it holds the last load day."""
        if self.is_ahead or self.ahead.exists():
            self.take_build()

    @property
    def is_ahead(self) -> bool:
        return (self.home / "landing" / "shop").exists()

    @property
    def size(self) -> tuple[str, ...]:
        return "--events", str(self.events), "--days", str(DAYS)

    def measure(self, name: str, did: str, module: str, *arguments: str | Path) -> None:
        """Run a module in a process of its own and note what it took and what it returned."""

        def act() -> dict:
            ended, result = run_module(module, *arguments, log=self.folder / f"{name}.log")
            return describe_cost(ended) | {"result": result}

        self.note(name, did, act)

    def note(self, name: str, did: str, act: Callable[[], dict]) -> None:
        """Act, say how long it took, and write it into the figures; of several runs the least of everything counts."""
        taken = act()
        gigabytes, share = taken["peak_bytes"] / 2**30, taken["processor_seconds"] / taken["seconds"]
        log(f"{taken['seconds']:7.1f} s at {share:.1f} of {os.cpu_count()} cores {gigabytes:6.2f} GB  {did}")
        self.figures[name] = keep_least(self.figures[name], taken) if name in self.measured else taken
        self.measured.add(name)
        self.book.write_text(json.dumps(self.figures, indent=1))


def describe_cost(ended: Ended) -> dict:
    """What is noted of a process."""
    return {name: getattr(ended, name) for name in ("seconds", "processor_seconds", "peak_bytes")}


def keep_least(one: dict, other: dict) -> dict:
    """Return the lesser of every number: what else the machine had to do only ever adds. Of memory the greater."""
    least = dict(other)
    for name, value in other.items():
        if isinstance(value, dict):
            least[name] = keep_least(one[name], value)
        elif isinstance(value, int | float):
            least[name] = max(one[name], value) if name == "peak_bytes" else min(one[name], value)
    return least


def log(sentence: str) -> None:
    print(f"{time.strftime('%H:%M:%S')}  {sentence}", flush=True)
