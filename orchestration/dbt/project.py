"""Where the dbt project is, and its manifest, parsed again whenever a file of the project is newer."""

import fcntl
import os
import subprocess
import sys
from pathlib import Path

from dagster_dbt import DbtProject

from orchestration.dbt.found_models import write_found_models
from orchestration.dbt.sources import write_found_sources
from orchestration.settings import ROOT, SettingsError

DBT_DIR = ROOT / "dbt_project"
# Not target/ itself: people's own dbt commands write there, also in the middle of a daily run.
PROJECT = DbtProject(project_dir=DBT_DIR, profiles_dir=DBT_DIR, target="daily", target_path=Path("target", "daily"))
DBT_COMMAND = [sys.executable, "-m", "orchestration.dbt.process"]


def list_dbt_files() -> list[Path]:
    """Return every file that dbt builds from, sorted: project, models, macros, tests, seeds."""
    folders = [DBT_DIR / name for name in ("models", "macros", "tests")] + [ROOT / "seeds" / "reference"]
    files = [path for folder in folders for path in folder.rglob("*") if path.suffix in {".sql", ".yml", ".md", ".csv"}]
    return sorted([DBT_DIR / "dbt_project.yml", DBT_DIR / "profiles.yml", *files])


def prepare_manifest() -> Path:
    """Return the manifest's path, parsed again where a file is newer. One process parses at a time.

    Raises SettingsError where a source's folder is not whole, or with dbt's own words where the project does not parse.
    """
    folder = PROJECT.manifest_path.parent
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "parse.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        write_found_sources()
        write_found_models()
        if not _is_current():
            _find_note().unlink(missing_ok=True)
            _parse()
            _find_note().touch()
    return PROJECT.manifest_path


def _find_note() -> Path:
    """Return the file whose time says when the manifest was finished: a kill may leave half a manifest."""
    return PROJECT.manifest_path.with_name("parsed")


def _is_current() -> bool:
    if not _find_note().exists() or not PROJECT.manifest_path.exists():
        return False
    parsed_at = _find_note().stat().st_mtime
    # Folders too: a removed file leaves nothing newer than itself behind.
    watched = {path for file in list_dbt_files() for path in (file, file.parent)}
    return all(path.stat().st_mtime < parsed_at for path in watched)


def _parse() -> None:
    folder = PROJECT.manifest_path.parent
    parsed = subprocess.run(
        [
            *DBT_COMMAND,
            "parse",
            "--quiet",
            # Parsed in parts, dbt 1.11 forgets what singular tests say of themselves where their YAML has changed.
            "--no-partial-parse",
            "--target",
            PROJECT.target,
            "--target-path",
            folder,
            "--log-path",
            folder,
        ],
        cwd=DBT_DIR,
        env=os.environ | {"DBT_PROFILES_DIR": str(DBT_DIR)},
        capture_output=True,
        text=True,
        check=False,
    )
    if parsed.returncode:
        PROJECT.manifest_path.unlink(missing_ok=True)
        raise SettingsError(f"The dbt project does not parse: {' '.join((parsed.stdout + parsed.stderr).split())}")
