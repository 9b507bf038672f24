"""What the simulator planted about users and items beside what the warehouse finds: worst and median over seeds.

python -m benchmarks.planted HOME SEED [--users USERS] writes a sample shop of a seed into HOME, builds its warehouse
and prints, as JSON, the figures of benchmarks/planted/*.sql. Each file reads the warehouse as `shop`, the truth as
`truth` and what messages did by when, which no model makes, as `campaign_days`.
"""

import argparse
import json
from datetime import date
from pathlib import Path
from statistics import median

import duckdb

from benchmarks.processes import run_module
from benchmarks.warehouse import build
from ingest.contract import SOURCES
from ingest.home import Home, open_home
from ingest.work.load import load_days
from ingest.work.prepare import prepare_lake
from ml_assets.campaign_effects import campaign_days
from seeds.sample_shop import write_shop

SEEDS = (11, 12, 13, 14, 15)
# As many as the sample shop of `make run` has.
USERS = 6000
QUERIES = Path(__file__).with_suffix("")
CAMPAIGN_INPUTS = ("campaign_day_sums", "campaign_triggers")


def measure_planted(folder: Path) -> None:
    """Print each figure's worst, where least is worst, its median and its largest over the seeds."""
    found = [
        run_module("benchmarks.planted", folder / f"seed_{seed}", str(seed), log=folder / f"seed_{seed}.log")[1]
        for seed in SEEDS
    ]
    print(f"planted    {'seeds ' + ', '.join(map(str, SEEDS)):<62} {'least':>9} {'median':>9} {'most':>9}")
    for name in found[0]:
        values = [figures[name] for figures in found]
        print(f"           {name:<62} {min(values):9.3f} {median(values):9.3f} {max(values):9.3f}")


def build_shop(home: Home, seed: int, users: int) -> None:
    """Write the sample shop of a seed, bring it into the lake and build the warehouse."""
    write_shop(home.path, users=users, seed=seed)
    prepare_lake(home)
    for table in SOURCES["shop"].tables:
        folder = home.landing / "shop" / table
        days = sorted(date.fromisoformat(path.name) for path in folder.iterdir()) if folder.exists() else []
        load_days(home, "shop", table, days)
    build(home.path, home.path / "dbt")


def read_figures(home: Home) -> dict[str, float]:
    """Return the figures of all queries."""
    figures: dict[str, float] = {}
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{home.warehouse}' AS shop (READ_ONLY)")
        connection.execute("CREATE SCHEMA truth")
        for file in sorted(home.truth.glob("*.csv")):
            connection.execute(f"CREATE VIEW truth.{file.stem} AS FROM read_csv('{file}', header = true, nullstr = '')")
        inputs = [connection.table(f"shop.inputs.{name}").to_arrow_table() for name in CAMPAIGN_INPUTS]
        connection.register("campaign_days", campaign_days(*inputs))
        for query in sorted(QUERIES.glob("*.sql")):
            rows = connection.sql(query.read_text())
            figures |= dict(zip(rows.columns, map(float, rows.fetchall()[0]), strict=True))
    return figures


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("home", type=Path)
    parser.add_argument("seed", type=int)
    parser.add_argument("--users", type=int, default=USERS, help="what is not sure in one shop may be in a larger one")
    arguments = parser.parse_args()
    arguments.home.mkdir(parents=True)
    home = open_home(arguments.home)
    build_shop(home, arguments.seed, arguments.users)
    print(json.dumps(read_figures(home)))


if __name__ == "__main__":
    main()
