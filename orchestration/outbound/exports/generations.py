"""The generations of an audience: folders that are complete or not there, and are never changed but by an erasure."""

import json
import os
import shutil
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa

from ingest.home import Home
from orchestration.outbound.exports.audience import Audience
from orchestration.outbound.exports.files import (
    NOBODY,
    WHOLE,
    list_agreed,
    list_given,
    read_parquet,
    unreadable,
    write_files,
)

MANIFEST = "manifest.json"
ACKNOWLEDGED = "acknowledged"
# So many of the newest stay, for a receiver that comes late. They hold personal data.
KEPT = 7
# Ends of folders that are being made or deleted, and of one that an erasure is about to replace.
PART, REPLACED = ".part", ".replaced"


@dataclass(frozen=True)
class Generation:
    """One export of an audience: exports/<as of>/<audience>/generation-<number>/.

    given_to: the tools that were given people, not those for which too few agreed; None where the manifest is of before
    it said so.
    """

    folder: Path
    audience: Audience
    as_of_date: date
    number: int
    base: int | None
    is_confirmed: bool
    given_to: tuple[str, ...] | None

    @property
    def is_acknowledged(self) -> bool:
        """Whether the receiver said that it holds this list."""
        return (self.folder / ACKNOWLEDGED).exists()

    def read_rows(self) -> pa.Table:
        """Return the whole list. Raises ExportError where its file cannot be read."""
        return read_parquet(self.folder / f"{WHOLE}.parquet")

    def list_given(self, tool: str, minimum_users: int) -> pa.Table:
        """Return the ids that a tool was given, without who was erased since.

        minimum_users: of how many it is thought to be given, where the manifest does not say.
        """
        if self.given_to is None:
            return list_given(self.read_rows(), tool, minimum_users)
        return list_agreed(self.read_rows(), tool) if tool in self.given_to else NOBODY


def find_folder(home: Home, audience: Audience, as_of_date: date, number: int) -> Path:
    """Return where a generation lies."""
    return home.exports / as_of_date.isoformat() / audience.name / f"generation-{number}"


def find_waiting_folder(home: Home) -> Path:
    """Return where the lists lie that wait for a confirmation."""
    return home.exports / "waiting"


def find_folders(home: Home, name: str) -> dict[Path, date]:
    """Return the folders of an audience's generations, readable or not, each with its as-of date."""
    folders = [path.parent for path in home.exports.glob(f"*/{name}/generation-*/{MANIFEST}")]
    return {folder: date.fromisoformat(folder.parents[1].name) for folder in folders}


def list_audiences(home: Home) -> list[str]:
    """Return the names of the audiences of which a generation is there."""
    return sorted({path.parents[1].name for path in home.exports.glob(f"*/*/generation-*/{MANIFEST}")})


def list_generations(home: Home, name: str) -> list[Generation]:
    """Return what is there of an audience, the oldest first. ExportError where a manifest cannot be read."""
    paths = home.exports.glob(f"*/{name}/generation-*/{MANIFEST}")
    return sorted((read_generation(path.parent) for path in paths), key=lambda generation: generation.number)


def read_generation(folder: Path) -> Generation:
    """Return the generation of a folder by its manifest. Raises ExportError where that cannot be read."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text())
        audience = Audience(*(manifest[name] for name in ("audience", "kind", "value")), tuple(manifest["formats"]))
        day = date.fromisoformat(manifest["as_of_date"])
        numbers = manifest["generation"], manifest["base_generation"]
        given_to = tuple(manifest["given_to"]) if "given_to" in manifest else None
        return Generation(folder, audience, day, *numbers, manifest["is_confirmed"], given_to)
    except (OSError, ValueError, KeyError) as error:
        raise unreadable(folder / MANIFEST, error) from error


def write_generation(generation: Generation, tables: dict[str, pa.Table]) -> None:
    """Write a generation in one step: its folder is complete when it is there.

    An erasure replaces one; a reader in between finds the folder as it was, not at all for a moment, or as it is now.
    """
    folder = generation.folder
    part, replaced = (folder.with_name(f".{folder.name}{end}") for end in (PART, REPLACED))
    shutil.rmtree(part, ignore_errors=True)
    for above in (*reversed(folder.parents[:3]), part):  # exports/, and what lies below
        above.mkdir(mode=0o700, exist_ok=True)
    manifest = {
        "audience": generation.audience.name,
        "kind": generation.audience.kind,
        "value": generation.audience.value,
        "formats": list(generation.audience.formats),
        "as_of_date": generation.as_of_date.isoformat(),
        "generation": generation.number,
        "base_generation": generation.base,
        "is_confirmed": generation.is_confirmed,
        **({} if generation.given_to is None else {"given_to": generation.given_to}),
        "key": generation.audience.key,
        "columns": {field.name: str(field.type) for field in generation.audience.shape},
        "files": write_files(part, generation.audience, tables),
    }
    (part / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n")
    if generation.is_acknowledged:
        (part / ACKNOWLEDGED).touch()
    for path in part.iterdir():
        path.chmod(0o600)
    sync(*part.iterdir())
    sync(part)
    if folder.exists():
        folder.rename(replaced)
    part.rename(folder)
    sync(*folder.parents[:3])
    shutil.rmtree(replaced, ignore_errors=True)


def sync(*paths: Path) -> None:
    """Return once files, or the lists of folders, are on the disk: all at once, since one takes hardly less."""
    with ThreadPoolExecutor(len(paths)) as threads:
        list(threads.map(_sync_one, paths))


def _sync_one(path: Path) -> None:
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def sweep(home: Home) -> None:
    """End what a killed run or erasure has left: what is half goes, and a folder about to be replaced is back."""
    for path in home.exports.glob(f"*/*/.generation-*{REPLACED}"):
        folder = path.with_name(path.name.removeprefix(".").removesuffix(REPLACED))
        if folder.exists():
            shutil.rmtree(path)
        else:
            path.rename(folder)
    for path in home.exports.glob(f"*/*/.generation-*{PART}"):
        shutil.rmtree(path)
    for path in find_waiting_folder(home).glob(f".*{PART}"):
        path.unlink()


def prune(home: Home, name: str) -> None:
    """Delete the generations that nobody needs: all but the newest, the acknowledged and the confirmed one."""
    generations = list_generations(home, name)
    needed = {generation.number for generation in generations[-KEPT:]}
    for is_needed in (lambda one: one.is_acknowledged, lambda one: one.is_confirmed):
        needed |= {generation.number for generation in [one for one in generations if is_needed(one)][-1:]}
    remove_folders(one.folder for one in generations if one.number not in needed)


def remove_folders(folders: Iterable[Path]) -> None:
    """Delete folders of generations, each in one step, and those above them that are empty then."""
    for folder in folders:
        part = folder.with_name(f".{folder.name}{PART}")
        folder.rename(part)
        shutil.rmtree(part)
        for above in (folder.parent, folder.parent.parent):
            with suppress(OSError):  # Not empty.
                above.rmdir()
