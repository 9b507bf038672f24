"""Commands in processes of their own: what each took in seconds, of the processor, and at its peak in memory."""

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from orchestration.settings import ROOT


@dataclass(frozen=True)
class Ended:
    """What a command took, and what it printed."""

    seconds: float
    processor_seconds: float
    peak_bytes: int
    output: str
    # Moments (seconds since 1970) and the processor time spent on it by then; empty where unknown to the system.
    samples: list[tuple[float, float]]

    def processor_between(self, start: float, end: float) -> float:
        """The processor's seconds between two moments."""
        if not self.samples:
            return 0.0
        moments, spent = zip(*self.samples, strict=True)
        return float(np.diff(np.interp([start, end], moments, spent))[0])


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
        samples = []
        while True:
            ended, status, usage = os.wait4(process.pid, os.WNOHANG)
            if ended:
                break
            samples += sample_processor(process.pid)
            time.sleep(0.02)
    seconds = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    output = log.read_text()
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}: {output[-3000:]}")
    processor_seconds = usage.ru_utime + usage.ru_stime
    peak_bytes = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return Ended(seconds, processor_seconds, peak_bytes, output, samples)


def sample_processor(pid: int) -> list[tuple[float, float]]:
    """The moment and what the processor has spent on a process so far, where the system has /proc."""
    try:
        # After the name, which may hold anything: the 12th and 13th field are user and system ticks.
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []
    return [(time.time(), (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK"))]


def run_module(module: str, *arguments: str | Path, log: Path) -> tuple[Ended, dict]:
    """Run a module of the benchmarks, whose last line is JSON; return what it took and that line."""
    ended = run_command([sys.executable, "-m", module, *map(str, arguments)], log)
    return ended, json.loads(ended.output.splitlines()[-1])
