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


def prepare_spark(home: Home, *, anew: bool = False) -> None:
    """Give the target its folder. Raises SettingsError as require_spark does.

    anew: without the tables of before and their catalogue, which names them by where the home was then.
    """
    require_spark()
    home.spark.mkdir(exist_ok=True)
    for name in ("metastore", "warehouse") if anew else ():
        shutil.rmtree(home.spark / name, ignore_errors=True)


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
