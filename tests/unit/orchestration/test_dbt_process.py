"""dbt ends with the process that started it, also when that process is gone before dbt has begun."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from orchestration.dbt.process import PARENT_VARIABLE

ROOT = Path(__file__).parents[3]
# Stands for dbt: what it imports takes seconds, and is what a kill must not outlast.
SLOW = """
import sys, time
sys.path.insert(0, sys.argv[1])
from orchestration.dbt.process import end_with_parent
end_with_parent()
print("begun", flush=True)
time.sleep(60)
"""
PARENT = """
import subprocess, sys
child = subprocess.Popen([sys.executable, "-c", sys.argv[1], sys.argv[2]])
child.wait()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux signals a process that its parent has ended")
def test_a_killed_run_takes_its_dbt_along():
    parent = subprocess.Popen([sys.executable, "-c", PARENT, SLOW, str(ROOT)], stdout=subprocess.PIPE, text=True)
    assert parent.stdout.readline() == "begun\n"
    parent.kill()
    began = time.monotonic()
    # The pipe's end is the child's too: it closes when both are gone.
    assert parent.stdout.read() == ""
    assert time.monotonic() - began < 20
    parent.wait()


def test_dbt_does_not_begin_for_a_run_that_has_ended():
    done = subprocess.run(
        [sys.executable, "-m", "orchestration.dbt.process", "--version"],
        cwd=ROOT,
        env=os.environ | {PARENT_VARIABLE: "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "The run that asked for dbt has ended.\n"
