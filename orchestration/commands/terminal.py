"""The terminal shows how a run goes on; what dbt and Dagster print for their authors goes to a file."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from orchestration.runs.progress import TERMINAL_FD_VARIABLE


@contextmanager
def quiet_output(log: Path) -> Iterator[None]:
    """Send what this process and its children print to a new file `log`; progress lines go on to the terminal."""
    sys.stdout.flush()
    sys.stderr.flush()
    file = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    terminal, errors = os.dup(1), os.dup(2)
    os.environ[TERMINAL_FD_VARIABLE] = str(terminal)
    os.dup2(file, 1)
    os.dup2(file, 2)
    try:
        yield
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os.dup2(terminal, 1)
        os.dup2(errors, 2)
        for fd in (file, terminal, errors):
            os.close(fd)
        del os.environ[TERMINAL_FD_VARIABLE]
