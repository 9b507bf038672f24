"""Commands in processes of their own: what each took in seconds, of the processor, and at its peak in memory."""

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from orchestration.settings import ROOT


@dataclass(frozen=True)
class Ended:
    """What a command took, and what it said."""

    seconds: float
    processor_seconds: float
    peak_bytes: int
    said: str


def run_command(command: list[str], log: Path, environment: dict[str, str] | None = None, folder: Path = ROOT) -> Ended:
    """Run a command to its end; its output goes to the file `log`.

    Raises RuntimeError with the end of its output where it fails. The peak is the kernel's figure for this one
    process; it also counts what the caller held when it started the process, so a caller should hold little.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    began = time.perf_counter()
    with log.open("w") as output:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=os.environ | (environment or {}),
            stdout=output,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
        )
        _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    said = log.read_text()
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}: {said[-3000:]}")
    processor_seconds = usage.ru_utime + usage.ru_stime
    return Ended(seconds, processor_seconds, usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024), said)


def run_module(module: str, *arguments: str | Path, log: Path) -> tuple[Ended, dict]:
    """Run a module of the benchmarks, whose last line is JSON; return what it took and that line."""
    ended = run_command([sys.executable, "-m", module, *map(str, arguments)], log)
    return ended, json.loads(ended.said.splitlines()[-1])
