"""Part of dbt-duckdb (see profiles.yml): a database that cannot be opened is one sentence, reported at once.

Without it dbt tries again for over a minute, whatever is wrong, and ends with a traceback.
"""

import time
from pathlib import Path
from typing import Any

from dbt.adapters.duckdb.credentials import DuckDBCredentials
from dbt.adapters.duckdb.plugins import BasePlugin
from dbt_common.exceptions import DbtRuntimeError

from orchestration.warehouse.database_file import DamagedFileError, DatabaseFileError, LockedFileError, check_database

# Another dbt command on the same file is often over by then.
WAIT_SECONDS = 10


class Plugin(BasePlugin):
    """Looks at the database file before dbt-duckdb connects to it."""

    def update_connection_config(self, creds: DuckDBCredentials, config: dict[str, Any]) -> None:
        """Raise DbtRuntimeError with one sentence where the file cannot be used; wait where another has it open."""
        until = time.monotonic() + WAIT_SECONDS
        while True:
            try:
                return check_database(Path(creds.path))
            except LockedFileError as error:
                if time.monotonic() > until:
                    raise DbtRuntimeError(str(error)) from None
                time.sleep(0.5)
            except DamagedFileError as error:
                raise DbtRuntimeError(f"{error} Delete it: dbt build rebuilds it from the lake.") from None
            except DatabaseFileError as error:
                raise DbtRuntimeError(str(error)) from None
