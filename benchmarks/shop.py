"""The shop that is measured: simulated, ingested but for its last load day, and that day by itself.

python -m benchmarks.shop simulate|ingest|bring|withdraw HOME [--events N] [--days N]
"""

import argparse
import json
import shutil
import time
from datetime import date, timedelta
from pathlib import Path

from ingest.contract import SOURCES
from ingest.home import Home, open_home
from ingest.work.load import load_days
from ingest.work.prepare import prepare_lake
from seeds.sample_shop import write_shop

CURRENCY = "EUR"
FIRST_DAY = date(2025, 1, 1)
EVENTS_A_USER_DAY = 0.37  # of the simulator, by which a number of events becomes one of users


def simulate(home: Home, events: int, days: int) -> dict:
    """Write the shop's files, and put those of the last load day aside."""
    began = time.perf_counter()
    users = max(100, round(events / days / EVENTS_A_USER_DAY))
    counts = write_shop(home.path, users=users, days=days, first_day=FIRST_DAY.isoformat())
    shutil.rmtree(home.truth)
    for folder in home.landing.glob(f"*/*/{find_last_day(days)}"):
        target = held_back(home) / folder.relative_to(home.landing)
        target.parent.mkdir(parents=True, exist_ok=True)
        folder.rename(target)
    return {"users": users, "events": counts["events"], "seconds": time.perf_counter() - began}


def ingest(home: Home, days: int) -> dict:
    """Bring all load days but the last into the lake; what is in it is not needed as files any more."""
    began = time.perf_counter()
    prepare_lake(home)
    landed = load(home, [FIRST_DAY + timedelta(days=day) for day in range(days - 1)])
    seconds = time.perf_counter() - began
    shutil.rmtree(home.landing)
    home.landing.mkdir()
    return {"landed": landed, "seconds": seconds}


def bring(home: Home, days: int) -> dict:
    """Bring the last load day into the lake."""
    for folder in held_back(home).glob("*/*/*"):
        shutil.copytree(folder, home.landing / folder.relative_to(held_back(home)), dirs_exist_ok=True)
    began = time.perf_counter()
    landed = load(home, [find_last_day(days)])
    return {"landed": landed, "seconds": time.perf_counter() - began}


def withdraw(home: Home, days: int) -> dict:
    """Take the last load day out of the lake again, where it is there."""
    for folder in home.landing.glob(f"*/*/{find_last_day(days)}"):
        shutil.rmtree(folder)
    load(home, [find_last_day(days)])
    return {}


def load(home: Home, load_dates: list[date]) -> int:
    """Load these days of every table, as they stand under landing/; return the rows of events."""
    landed = 0
    for table in SOURCES["shop"].tables:
        results = load_days(home, "shop", table, load_dates)
        if table == "events":
            landed = sum(result.landed_count for result in results)
    return landed


def held_back(home: Home) -> Path:
    """Where the files of the last load day wait."""
    return home.path / "held_back"


def find_last_day(days: int) -> date:
    return FIRST_DAY + timedelta(days=days - 1)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("act", choices=["simulate", "ingest", "bring", "withdraw"])
    parser.add_argument("home", type=Path)
    parser.add_argument("--events", type=int)
    parser.add_argument("--days", type=int, required=True)
    arguments = parser.parse_args()
    home = open_home(arguments.home)
    if arguments.act == "simulate":
        result = simulate(home, arguments.events, arguments.days)
    else:
        result = {"ingest": ingest, "bring": bring, "withdraw": withdraw}[arguments.act](home, arguments.days)
    print(json.dumps(result))


if __name__ == "__main__":
    main()
