"""The warehouse at scale beside its floor: simulate, ingest, both builds, the comparison, and one more load day."""

import json
import shutil
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from benchmarks.processes import run_module
from benchmarks.warehouse import build

DAYS = 91
STEPS = ("shop", "floor", "build", "compare", "day")


class Bench:
    """One size of shop in a folder of its own, with the figures of what has been measured of it."""

    def __init__(self, folder: Path, events: int):
        self.events = events
        self.folder = folder / f"events_{events}"
        self.home = self.folder / "home"
        self.floor = self.folder / "floor.duckdb"
        self.dbt = self.folder / "dbt"
        self.manifest = self.dbt / "manifest.json"
        self.book = self.folder / "figures.json"
        self.folder.mkdir(parents=True, exist_ok=True)
        self.figures: dict = json.loads(self.book.read_text()) if self.book.exists() else {}

    def run(self, steps: list[str]) -> None:
        """Take the steps in order. A shop that is there already is used again."""
        for step in STEPS:
            if step in steps:
                getattr(self, f"take_{step}")()

    def take_shop(self) -> None:
        """Simulate the shop and bring all its load days but the last into the lake."""
        if "ingest" in self.figures:
            say(f"the shop of {self.figures['shop']['result']['events']:,} events is there")
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
        self.note("build", "warehouse built", lambda: asdict(build(self.home, self.dbt)))

    def take_compare(self) -> None:
        """Hold the floor's tables against the warehouse's."""
        if self.is_ahead:
            self.take_build()
        self.measure("compare", "compared", "benchmarks.compare", self.floor, self.home / "warehouse.duckdb")

    def take_day(self) -> None:
        """Bring one more load day, build again, and write the user marts by hand over the same facts."""
        if self.is_ahead:
            self.take_build()
        self.measure("ingest_day", "a load day ingested", "benchmarks.shop", "bring", self.home, *self.size)
        self.note("build_day", "warehouse brought up to date", lambda: asdict(build(self.home, self.dbt)))
        warehouse, floor = self.home / "warehouse.duckdb", self.folder / "floor_day.duckdb"
        over_facts = ("--facts", warehouse)
        self.measure("floor_day", "user marts by hand", "benchmarks.floor", self.home / "lake", floor, *over_facts)
        self.measure("compare_day", "compared", "benchmarks.compare", floor, warehouse)
        floor.unlink()

    def withdraw_day(self) -> None:
        """Take the last load day out of the lake, where an earlier run has brought it."""
        if self.is_ahead:
            run_module("benchmarks.shop", "withdraw", self.home, *self.size, log=self.folder / "withdraw.log")
            shutil.rmtree(self.home / "landing" / "shop")

    @property
    def is_ahead(self) -> bool:
        """Whether the last load day has been brought: then the full build has to be made again."""
        return (self.home / "landing" / "shop").exists()

    @property
    def size(self) -> tuple[str, ...]:
        return "--events", str(self.events), "--days", str(DAYS)

    def measure(self, name: str, did: str, module: str, *arguments: str | Path) -> None:
        """Run a module in a process of its own and note what it took and what it returned."""

        def act() -> dict:
            ended, result = run_module(module, *arguments, log=self.folder / f"{name}.log")
            return {"seconds": ended.seconds, "peak_bytes": ended.peak_bytes, "result": result}

        self.note(name, did, act)

    def note(self, name: str, did: str, act: Callable[[], dict]) -> None:
        """Act, say how long it took, and write it into the figures."""
        taken = act()
        self.figures[name] = taken
        self.book.write_text(json.dumps(self.figures, indent=1))
        say(f"{taken['seconds']:7.1f} s {taken['peak_bytes'] / 2**30:5.2f} GB  {did}")


def say(sentence: str) -> None:
    print(f"{time.strftime('%H:%M:%S')}  {sentence}", flush=True)
