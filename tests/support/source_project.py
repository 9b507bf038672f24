"""A copy of the project with the source that docs/bring_your_own_shop.md shows."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

from shop_home import ROOT, ShopHome

PAGE = ROOT / "docs" / "bring_your_own_shop.md"
SOURCES = Path("dbt_project", "models", "sources")


def copy_project(copy: Path) -> Path:
    """Copy what commands need, add the example's source, and return the copy's folder."""
    for folder in ("dbt_project", "docs", "ingest", "ml_assets", "orchestration", "seeds"):
        ignored = shutil.ignore_patterns("target", "logs", "__pycache__")
        shutil.copytree(ROOT / folder, copy / folder, ignore=ignored)
    shutil.copy(ROOT / "dagster.yaml", copy)
    write_source(copy)
    return copy


def write_source(project: Path) -> None:
    """Write the example's source as the page shows it."""
    for path, text in read_example().items():
        if path.parts[0] != "landing":
            write(project / path, text)


def read_example() -> dict[Path, str]:
    """The files that the page shows, each by its path."""
    blocks = re.findall(r"\*\*`([^`]+)`\*\*\n\n```\w+\n(.*?)```", PAGE.read_text(), re.S)
    return {Path(path): text for path, text in blocks}


def find_landing_example() -> tuple[Path, str]:
    """The path and text of the landing file that the page shows."""
    [example] = [(path, text) for path, text in read_example().items() if path.parts[0] == "landing"]
    return example


def write(path: Path, text: str, encoding: str = "utf-8") -> None:
    """Write a text file and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode(encoding))


def run_in(project: Path, home: ShopHome, command: list, cwd: Path) -> subprocess.CompletedProcess:
    """Run a command with the modules and the dbt project of a copy."""
    environment = home.environment | {"PYTHONPATH": str(project), "DBT_PROFILES_DIR": str(project / "dbt_project")}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True, "check": False}
    return subprocess.run(command, cwd=cwd, env=environment, **pipes)


def run_command(project: Path, home: ShopHome, *arguments: str) -> subprocess.CompletedProcess:
    """Run one of orchestration's commands in a copy of the project."""
    name, *rest = arguments
    return run_in(project, home, [sys.executable, "-m", f"orchestration.commands.{name}", *rest], project)
