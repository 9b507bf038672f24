"""Which files of audiences were written: a receiver gets their manifest, and fetches them where they lie."""

from collections.abc import Callable
from datetime import date

from ingest.home import Home


def find_manifests(home: Home, audiences: tuple[str, ...], log: Callable[[str], None]) -> dict[str, tuple[date, str]]:
    """Return of each audience that has files the as-of date and manifest (JSON, no rows) of its newest generation."""
    found = {}
    for audience in audiences:
        paths = list(home.exports.glob(f"????-??-??/{audience}/generation-*/manifest.json"))
        if not paths:
            log(f"The audience {audience} has no files: the receiver gets no notice of it.")
            continue
        newest = max(paths, key=lambda path: int(path.parent.name.removeprefix("generation-")))
        found[audience] = (date.fromisoformat(newest.parents[2].name), newest.read_text())
    return found
