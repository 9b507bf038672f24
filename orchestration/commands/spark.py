"""python -m orchestration.commands.spark [build|test with its arguments]: build the models on Spark, or test them.

It reads the lake of the home, and puts what changed into the tables that are there; build --full-refresh makes them
anew.
Without CARTOGRAPH_ENGINE=spark nothing of the daily job reads what it makes.
"""

import subprocess
import sys

from ingest.work.prepare import prepare_lake
from orchestration.commands.errors import run_plainly
from orchestration.dbt.found_models import write_found_models
from orchestration.dbt.project import DBT_COMMAND, DBT_DIR
from orchestration.dbt.sources import write_found_sources
from orchestration.dbt.spark import note_end, prepare_spark
from orchestration.settings import SettingsError, prepare_home

COMMANDS = ("build", "test")


def main() -> int:
    verb, *arguments = sys.argv[1:] or ["build", "--exclude-resource-type", "test", "unit_test"]
    if verb not in COMMANDS:
        raise SettingsError(
            f"Say build or test before {verb}, as in: python -m orchestration.commands.spark build -s +orders"
        )
    home = prepare_home()
    prepare_spark(home)
    for sentence in prepare_lake(home):
        print(sentence)
    write_found_sources()
    write_found_models()
    places = ["--profiles-dir", DBT_DIR, "--target-path", home.spark / "target", "--log-path", home.spark / "logs"]
    command = [*DBT_COMMAND, verb, "--target", "spark", *places, *arguments]
    returncode = subprocess.run(command, cwd=DBT_DIR, check=False).returncode
    note_end(home, returncode)
    return returncode


if __name__ == "__main__":
    run_plainly(main)
