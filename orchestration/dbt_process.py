"""The dbt command line, which ends with the process that started it.

A run that is killed would otherwise leave its dbt writing to the warehouse, which the next run needs.
"""

import ctypes
import signal
import sys

from dbt.cli.main import cli

PR_SET_PDEATHSIG = 1


def end_with_parent() -> None:
    """Ask Linux to kill this process when its parent ends; elsewhere dbt's own retries have to do."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


if __name__ == "__main__":
    end_with_parent()
    cli()
