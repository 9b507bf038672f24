"""python -m orchestration.commands.setup: prepare the home, the lake and dbt's manifest. Repeatable."""

from ingest.home import Home
from ingest.work.prepare import prepare_lake
from orchestration.commands.errors import run_plainly
from orchestration.dbt.project import prepare_manifest
from orchestration.settings import prepare_home


def set_up() -> Home:
    """Prepare everything a run, the UI or the dbt command line needs; return the home."""
    home = prepare_home()
    for sentence in prepare_lake(home):
        print(sentence)
    prepare_manifest()
    if not home.published.exists():
        # Only now: it imports the algorithms, which takes seconds.
        from orchestration.assets.python_tables import PUBLIC_PYTHON_TABLES
        from orchestration.warehouse.publishing import write_empty

        write_empty(home, list(PUBLIC_PYTHON_TABLES))
    return home


def main() -> int:
    home = set_up()
    print(f"The home {home.path} is ready.")
    return 0


if __name__ == "__main__":
    run_plainly(main)
