"""The dbt command line, which ends with the process that started it.

A run that is killed would otherwise leave its dbt writing to the warehouse, which the next run needs.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1
# The process that starts dbt, as named by that process itself: dbt's parent may have changed since.
PARENT_VARIABLE = "CARTOGRAPH_DBT_PARENT"


def end_with_parent() -> None:
    """Ask Linux to kill this process when its parent ends; elsewhere dbt's own retries have to do.

    Exits at once where the parent has ended already.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.environ.get(PARENT_VARIABLE, str(os.getppid())) != str(os.getppid()):
            sys.exit("The run that asked for dbt has ended.")


if __name__ == "__main__":
    # First of all: dbt takes seconds to import.
    end_with_parent()
    from dbt.cli.main import cli

    cli()
