"""Which files of audiences were written: a receiver is told by their manifest, and fetches them where they lie."""

from collections.abc import Callable
from datetime import date

from ingest.home import Home


def find_manifests(home: Home, audiences: tuple[str, ...], log: Callable[[str], None]) -> dict[str, tuple[date, str]]:
    """Return the newest as-of date and its manifest (JSON, no rows) of each audience that has one."""
    days = sorted(path.name for path in home.exports.glob("????-??-??") if path.is_dir())
    found = {}
    for audience in audiences:
        path = home.exports / days[-1] / audience / "manifest.json" if days else None
        if path is None or not path.exists():
            log(f"The audience {audience} has no files in the newest export: the receiver is not told of it.")
        else:
            found[audience] = (date.fromisoformat(days[-1]), path.read_text())
    return found
