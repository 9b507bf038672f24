"""Prepare the home given by CARTOGRAPH_HOME for its first run: `python -m ingest.prepare`."""

import os
import sys

from ingest.errors import IngestError
from ingest.home import Home, open_home
from ingest.lake import prepare_lake


def prepare_home(home: Home) -> list[str]:
    """Make landing/ and dagster/ and an empty, readable lake; what is there already stays as it is.

    Returns what prepare_lake says.
    """
    home.landing.mkdir(exist_ok=True)
    home.dagster.mkdir(exist_ok=True)
    return prepare_lake(home)


def main() -> int:
    """Prepare the home and say where it is; on failure say why in one sentence and return 1."""
    try:
        home = open_home(os.environ.get("CARTOGRAPH_HOME"))
        for sentence in prepare_home(home):
            print(sentence)
    except IngestError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"The home is {home.path}; put files into {home.landing}/<source>/<table>/<YYYY-MM-DD>/.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
