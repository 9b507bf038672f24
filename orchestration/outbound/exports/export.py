"""Write the audiences of a day below exports/; what waits for a confirmation is laid aside."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path

import pyarrow.parquet as pq

from ingest.home import Home
from orchestration.outbound.exports.audience import TOOL_FORMATS, Audience, AudienceList, make_list
from orchestration.outbound.exports.changes import Changes
from orchestration.outbound.exports.decision import DAMAGED, WAITS, WRITTEN, Decision, decide
from orchestration.outbound.exports.errors import ExportError
from orchestration.outbound.exports.files import list_given, make_tables, read_parquet
from orchestration.outbound.exports.generations import (
    PART,
    Generation,
    find_folder,
    find_folders,
    find_waiting_folder,
    list_audiences,
    list_generations,
    prune,
    remove_folders,
    sweep,
    sync,
    write_generation,
)

# The key of a waiting file's metadata under which it says what it is.
ABOUT = b"audience"
# So long after its newest generation an audience that the seed does not name is kept.
UNLISTED_FOR = timedelta(days=7)


def export_lists(home: Home, lists: Iterable[tuple[AudienceList, int]]) -> list[Decision]:
    """Write each list that may go out, and delete the files of audiences that are none any more.

    lists: each with how many users it has to name at least. To be called under the run's lock. Repeated with the same
    lists, it changes nothing.
    """
    sweep(home)
    decisions = [export_list(home, current, minimum_users) for current, minimum_users in lists]
    if decisions:  # No list at all is that of a home without a load day.
        names = {decision.listed.audience.name for decision in decisions}
        remove_unlisted(home, names, decisions[0].listed.as_of_date)
    return decisions


def decide_list(home: Home, current: AudienceList, minimum_users: int, *, is_confirmed: bool = False) -> Decision:
    """Return what becomes of a list; that of an audience whose earlier files are damaged stays where it is."""
    try:
        generations = list_generations(home, current.audience.name)
        return decide(current, generations, minimum_users, is_confirmed=is_confirmed)
    except ExportError as error:
        nobody = current.rows.slice(0, 0)
        return Decision(DAMAGED, str(error), current, None, None, Changes(nobody, nobody, nobody))


def export_list(home: Home, current: AudienceList, minimum_users: int, *, is_confirmed: bool = False) -> Decision:
    """Write the next generation of a list, or lay the list aside where it waits for a confirmation."""
    audience = current.audience
    decision = decide_list(home, current, minimum_users, is_confirmed=is_confirmed)
    if decision.status == DAMAGED:
        return decision
    numbers = {one.number for one in list_generations(home, audience.name)}
    if decision.status == WRITTEN and decision.generation not in numbers:
        base = decision.acknowledged
        folder = find_folder(home, audience, current.as_of_date, decision.generation)
        number, base_number = decision.generation, base.number if base else None
        tools = [tool for tool in TOOL_FORMATS if tool in audience.formats]
        given_to = tuple(tool for tool in tools if list_given(decision.listed.rows, tool, minimum_users).num_rows)
        generation = Generation(folder, audience, current.as_of_date, number, base_number, is_confirmed, given_to)
        given = {tool: base.list_given(tool, minimum_users) for tool in tools} if base else {}
        tables = make_tables(audience, given, decision.listed.rows, decision.changes, minimum_users)
        write_generation(generation, tables)
        prune(home, audience.name)
    if decision.status == WAITS:
        lay_aside(home, decision.listed, minimum_users)
    else:
        find_waiting(home, audience.name).unlink(missing_ok=True)
    return decision


def remove_unlisted(home: Home, names: set[str], as_of_date: date) -> None:
    """Delete what is there of audiences that the seed has not named for a week: nobody would keep it up to date.

    One that is missing for a run alone keeps its numbers, and what the receiver acknowledged.
    """
    for name in set(list_audiences(home)) - names:
        days = find_folders(home, name)
        if max(days.values()) <= as_of_date - UNLISTED_FOR:
            remove_folders(days)
    for name in set(list_waiting(home)) - names:
        find_waiting(home, name).unlink()


def find_waiting(home: Home, name: str) -> Path:
    """Return where a list lies that waits for its confirmation."""
    return find_waiting_folder(home) / f"{name}.parquet"


def list_waiting(home: Home) -> list[str]:
    """Return the names of the audiences whose list waits."""
    return sorted(path.stem for path in find_waiting_folder(home).glob("[a-z]*.parquet"))


def lay_aside(home: Home, listed: AudienceList, minimum_users: int) -> None:
    """Keep a list until it is confirmed, or until the next run has made it anew."""
    path = find_waiting(home, listed.audience.name)
    about = asdict(listed.audience) | {"as_of_date": listed.as_of_date.isoformat(), "minimum_users": minimum_users}
    part = path.with_name(f".{path.name}{PART}")
    for folder in (home.exports, path.parent):
        folder.mkdir(mode=0o700, exist_ok=True)
    pq.write_table(listed.rows.replace_schema_metadata({ABOUT: json.dumps(about)}), part, compression="zstd")
    part.chmod(0o600)
    sync(part)
    part.replace(path)
    sync(path.parent)


def read_waiting(home: Home, name: str) -> tuple[AudienceList, int]:
    """Return the list that waits, and how many users it has to name at least. Raises ExportError where none does."""
    waiting = list_waiting(home)
    if name not in waiting:
        which = f"these do: {', '.join(waiting)}" if waiting else "none does"
        raise ExportError(f"AUDIENCE is {name!r}, of which no list waits for a confirmation; {which}.")
    rows = read_parquet(find_waiting(home, name))
    about = json.loads(rows.schema.metadata[ABOUT])
    audience = Audience(about["name"], about["kind"], about["value"], tuple(about["formats"]))
    rows = rows.select([name for name in rows.column_names if name in audience.shape.names])
    return make_list(audience, date.fromisoformat(about["as_of_date"]), rows), about["minimum_users"]
