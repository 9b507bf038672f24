"""Errors that are the user's to mend end a command with one sentence, not with a traceback."""

import sys
from collections.abc import Callable

import duckdb
from sqlalchemy.exc import DatabaseError

from ingest.errors import IngestError
from orchestration.outbound.errors import OutboundError
from orchestration.settings import SettingsError
from orchestration.warehouse.database_file import DAMAGE


def run_plainly(command: Callable[[], int]) -> None:
    """End the process with the number `command` returns; with 1 and one sentence for what it cannot do."""
    try:
        sys.exit(command())
    except (IngestError, SettingsError, OutboundError) as error:
        print(error, file=sys.stderr)
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        print(
            f"The disk does not take it: {error.strerror}{where}. Free space or mend its permissions.",
            file=sys.stderr,
        )
    except DatabaseError as error:
        print(
            f"Dagster's history in the home's folder dagster/ cannot be written or read ({error.orig}): free space on"
            " the disk; where the file is damaged, delete the folder: only the history of runs is lost.",
            file=sys.stderr,
        )
    except duckdb.Error as error:
        words = " ".join(str(error).split())
        if not isinstance(error, duckdb.IOException) and not DAMAGE.search(words):
            raise
        print(f"A database cannot be read: {words}. `make daily FORCE=1` rebuilds it.", file=sys.stderr)
    sys.exit(1)
