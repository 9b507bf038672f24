"""What dbt needs for the target `spark`: the extra, Java, and a folder of the home."""

import os
import re
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

from ingest.home import Home
from orchestration.settings import SettingsError

# The oldest that Spark 4 runs on.
JAVA = 17
# Holds the path of the home once a build has ended; it is not there while one is at work.
ENDED = "ended"


def prepare_spark(home: Home, *, anew: bool = False) -> None:
    """Give the target its folder. Raises SettingsError as require_spark does.

    The tables of before and their catalogue go where they are to be made anew, where they were made elsewhere (the
    catalogue names them by their paths), and where a build was killed: Spark refuses to make a table whose folder a
    killed one has left. note_end says that a build was not.
    """
    require_spark()
    home.spark.mkdir(exist_ok=True)
    ended = home.spark / ENDED
    if anew or not ended.exists() or ended.read_text() != str(home.path):
        for name in ("metastore", "warehouse"):
            shutil.rmtree(home.spark / name, ignore_errors=True)
    ended.unlink(missing_ok=True)


def note_end(home: Home, returncode: int) -> None:
    """Let the next build begin from the tables of this one, whose dbt has ended by itself, well or with a failure."""
    if returncode in {0, 1}:
        (home.spark / ENDED).write_text(str(home.path))


def require_spark() -> None:
    """Raise SettingsError with one sentence where the extra, or a Java that Spark runs on, is missing."""
    if not find_spec("pyspark") or not find_spec("dbt.adapters.spark"):
        raise SettingsError(
            "Spark is not installed in this environment: .venv/bin/pip install -c constraints.txt -e '.[spark]'"
        )
    if (version := find_java_version()) is None:
        raise SettingsError(
            f"There is no Java, which Spark needs: install Java {JAVA} (on Debian openjdk-{JAVA}-jre-headless),"
            " or set JAVA_HOME to the folder of one."
        )
    if version < JAVA:
        raise SettingsError(
            f"Java is of version {version}, and Spark needs {JAVA}: install one, or set JAVA_HOME to its folder."
        )


def find_java_version() -> int | None:
    """Return the version of the Java that Spark would start: JAVA_HOME's, else that of the path; None without one."""
    java_home = os.environ.get("JAVA_HOME")
    java = str(Path(java_home) / "bin" / "java") if java_home else shutil.which("java")
    if java is None:
        return None
    try:
        said = subprocess.run([java, "-version"], capture_output=True, text=True, check=False, timeout=60).stderr
    except OSError:
        return None
    # 17.0.15, and 1.8.0 for what everybody calls 8.
    found = re.search(r'version "(?:1\.)?(\d+)', said)
    return int(found[1]) if found else None
