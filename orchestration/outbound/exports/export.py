"""Write the audiences of a day below exports/; what waits for a confirmation is laid aside."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq

from ingest.home import Home
from orchestration.outbound.exports.audience import Audience, AudienceList, make_list
from orchestration.outbound.exports.decision import WAITS, WRITTEN, Decision, decide
from orchestration.outbound.exports.errors import ExportError
from orchestration.outbound.exports.files import make_tables, read_parquet
from orchestration.outbound.exports.generations import (
    Generation,
    find_folder,
    list_audiences,
    list_generations,
    prune,
    remove_folders,
    sweep,
    write_generation,
)

# The key of a waiting file's metadata under which it says what it is.
ABOUT = b"audience"


def export_lists(home: Home, lists: Iterable[tuple[AudienceList, int]]) -> list[Decision]:
    """Write each list that may go out, and delete the files of audiences that are none any more.

    lists: each with how many users it has to name at least. To be called under the run's lock. Repeated with the same
    lists, it changes nothing.
    """
    sweep(home)
    decisions = [export_list(home, current, minimum_users) for current, minimum_users in lists]
    if decisions:  # No list at all is that of a home without a load day.
        remove_unlisted(home, {decision.listed.audience.name for decision in decisions})
    return decisions


def export_list(home: Home, current: AudienceList, minimum_users: int, *, is_confirmed: bool = False) -> Decision:
    """Write the next generation of a list, or lay the list aside where it waits for a confirmation."""
    audience = current.audience
    generations = list_generations(home, audience.name)
    decision = decide(current, generations, minimum_users, is_confirmed=is_confirmed)
    if decision.status == WRITTEN and decision.generation not in {one.number for one in generations}:
        base = decision.acknowledged
        folder = find_folder(home, audience, current.as_of_date, decision.generation)
        generation = Generation(
            folder, audience, current.as_of_date, decision.generation, base.number if base else None, is_confirmed
        )
        before = base.read_rows() if base else None
        write_generation(generation, make_tables(audience, before, decision.listed.rows, decision.changes))
        prune(home, audience.name)
    if decision.status == WAITS:
        lay_aside(home, decision.listed)
    else:
        find_waiting(home, audience.name).unlink(missing_ok=True)
    return decision


def remove_unlisted(home: Home, names: set[str]) -> None:
    """Delete what is there of audiences that the seed does not name any more: nobody would keep it up to date."""
    for name in set(list_audiences(home)) - names:
        remove_folders(generation.folder for generation in list_generations(home, name))
    for name in set(list_waiting(home)) - names:
        find_waiting(home, name).unlink()


def find_waiting(home: Home, name: str) -> Path:
    """Return where a list lies that waits for its confirmation."""
    return home.exports / "waiting" / f"{name}.parquet"


def list_waiting(home: Home) -> list[str]:
    """Return the names of the audiences whose list waits."""
    return sorted(path.stem for path in (home.exports / "waiting").glob("[a-z]*.parquet"))


def lay_aside(home: Home, listed: AudienceList) -> None:
    """Keep a list until it is confirmed, or until the next run has made it anew."""
    path = find_waiting(home, listed.audience.name)
    about = asdict(listed.audience) | {"as_of_date": listed.as_of_date.isoformat()}
    part = path.with_name(f".{path.name}.part")
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(listed.rows.replace_schema_metadata({ABOUT: json.dumps(about)}), part, compression="zstd")
    part.replace(path)


def read_waiting(home: Home, name: str) -> AudienceList:
    """Return the list that waits. Raises ExportError where none does."""
    waiting = list_waiting(home)
    if name not in waiting:
        which = f"these do: {', '.join(waiting)}" if waiting else "none does"
        raise ExportError(f"AUDIENCE is {name!r}, of which no list waits for a confirmation; {which}.")
    rows = read_parquet(find_waiting(home, name))
    about = json.loads(rows.schema.metadata[ABOUT])
    audience = Audience(about["name"], about["kind"], about["value"], tuple(about["formats"]))
    return make_list(audience, date.fromisoformat(about["as_of_date"]), rows)
