"""What a shopkeeper reads of one checked file: what is good in a line or two, what is not with what to do."""

from dataclasses import dataclass

from ingest.check.columns import CONTRACT_SOURCE
from ingest.check.guesses import find_better_table, match_names, spell
from ingest.check.landing import CheckedFile
from ingest.check.measured import Measured
from ingest.check.statuses import say_unknown_statuses
from ingest.check.words import (
    LIKE,
    LISTED,
    VERY_LIKE,
    count_rows,
    say_header,
    say_lines,
    say_rows,
    say_share,
    say_unreadable,
    say_values,
)
from ingest.contract import SOURCES, LandingTable
from ingest.landing import Load
from ingest.readers.reading import COLUMN_NAME
from ingest.work.headers import are_columns

COLUMNS, ABSENT, HASHED, DROPPED, UNUSED = "columns", "not in the file", "hashed", "dropped", "not read"
OTHERS = "left out"
OF_EVERY_FILE = (COLUMNS, ABSENT, HASHED, DROPPED, OTHERS)


@dataclass(frozen=True)
class FileReport:
    """facts: what was found. notes: worth a look, and no row is lost by it. faults: what a run will refuse."""

    load: Load
    name: str
    headline: str
    facts: list[tuple[str, str]]
    notes: list[str]
    faults: list[str]


def report_file(checked: CheckedFile, twin: str | None) -> FileReport:
    """Return the report of one file. twin: where a file with the same bytes lies, or None."""
    measured, table = checked.measured, SOURCES[checked.load.source].tables[checked.load.table]
    notes = []
    if twin:
        notes.append(f"Byte for byte the same file as {twin}: take one of them away, unless it was meant.")
    elif checked.repeated:
        notes.append(f"The same rows as {checked.repeated}: take one of the files away, unless it was meant.")
    if measured.unreadable:
        fault = say_unreadable(checked.path, *measured.unreadable, table)
        return FileReport(checked.load, checked.path.name, "cannot be read", [], notes, [fault])
    # A header that looks like data may name a person: it is not repeated.
    looks_like_data = bool(measured.missing) and not are_columns(measured.names, table)
    facts = list_columns(measured, table) if not looks_like_data else []
    facts += [
        (column.name, str(column.first) if column.first == column.last else f"{column.first} to {column.last}")
        for column in measured.columns
        if column.first
    ]
    facts += [(column.name, list_words(column.words)) for column in measured.columns if column.words]
    notes += list_notes(measured, table)
    faults = []
    if measured.missing:
        faults.append(say_header(checked.path, measured, table, looks_like_data=looks_like_data))
    # Where columns are missing that is all there is to say of the lines.
    reasons = {reason: count for reason, count in measured.line_faults.items() if reason != "missing_column"}
    faults += [say_lines(reason, count, measured, table) for reason, count in reasons.items()]
    read = measured.rows - sum(measured.line_faults.values())
    faults += [
        say_values(column, reason, count, read)
        for column in measured.columns
        for reason, count in column.faults.items()
    ]
    faults += [say_rows(reason, count, measured, table) for reason, count in measured.row_faults.items()]
    headline = count_rows(measured.rows)
    if measured.refused:
        is_all = measured.refused == measured.rows
        share = "" if is_all else f" ({say_share(measured.refused, measured.rows)})"
        headline += f", {'all' if is_all else f'{measured.refused:,}'} of them will be refused{share}"
    return FileReport(checked.load, checked.path.name, headline, facts, notes, faults)


def list_columns(measured: Measured, table: LandingTable) -> list[tuple[str, str]]:
    """Return which columns a file has, what becomes of those with personal data, and which it lacks without harm."""
    if measured.missing:
        return [(COLUMNS, ", ".join(measured.names))]
    # By the column each is; without a header a file holds all columns.
    found = {table.find_column(name): name for name in measured.names} or {name: name for name in table.spellings}
    hashed = [found[name] for name, _ in table.hashed if name in found]
    hashed += [
        f"{field} of {found[name]}"
        for name, fields in table.nested
        for field, kind in fields
        if name in found and kind != "text"
    ]
    listed = [
        (COLUMNS, ", ".join(name for column, name in found.items() if column in table.columns)),
        (HASHED, f"{', '.join(hashed)}: the lake takes keyed hashes in their place" if hashed else ""),
        (DROPPED, ", ".join(found[name] for name in table.dropped if name in found)),
        (ABSENT, ", ".join(spell(name, table) for name in measured.absent)),
    ]
    if measured.extra and table.source != CONTRACT_SOURCE:
        others = f"{len(measured.extra):,} other column{'s' * (len(measured.extra) != 1)}"
        listed.append((OTHERS, f"{others}, which stay{'s' * (len(measured.extra) == 1)} in landing"))
    if measured.unused:
        listed.append((UNUSED, f"{count_rows(measured.unused)} whose {table.kept_rows.column} no shop needs"))
    return [(label, text) for label, text in listed if text]


def list_notes(measured: Measured, table: LandingTable) -> list[str]:
    """Return what a reader may want to correct though no row is refused for it."""
    # Of a file that lacks required columns the fault says all.
    notes = list_unknown(measured, table) if not measured.missing else []
    notes += [say_unknown_statuses(column) for column in measured.columns if column.unknown_words]
    if measured.rows == 0:
        notes.append("The file has a header and no row.")
    return notes


def list_unknown(measured: Measured, table: LandingTable) -> list[str]:
    """Return what to say of columns that are left out: of a platform's files, which have many, how many they are."""
    is_shop = table.source == CONTRACT_SOURCE
    # What is no name may be a person's.
    named = [name for name in measured.extra if COLUMN_NAME.fullmatch(name)]
    near = match_names(named, measured.absent, table, LIKE if is_shop else VERY_LIKE)
    notes = [
        f"The column {name} is unknown and will be left out. Is {column} meant? Then rename it."
        for name, column in near.items()
    ]
    others = [name for name in named if name not in near]
    if others and is_shop:
        listed = f"{', '.join(others[:LISTED])}{f' and {len(others) - LISTED:,} more' * (len(others) > LISTED)}"
        is_one = len(others) == 1
        notes.append(
            f"The column{'s' * (not is_one)} {listed} {'is' if is_one else 'are'} unknown and will be left out."
        )
    # Only where the file's own table knows hardly more of it than it must.
    known = {table.find_column(name) for name in measured.names} - {None}
    if others and known <= {*table.required, *table.one_of} and (better := find_better_table(measured.names, table)):
        notes.append(f"These look like the columns of {better.source}/{better.name}: move the file, if they are.")
    return notes


def list_words(words: dict[str, int]) -> str:
    """Return the words of a column by how often they occur."""
    ordered = sorted(words.items(), key=lambda item: (-item[1], item[0]))
    more = f" and {len(ordered) - LISTED:,} more" if len(ordered) > LISTED else ""
    return ", ".join(f"{word} {count:,}" for word, count in ordered[:LISTED]) + more


def write_report(report: FileReport, before: FileReport | None) -> list[str]:
    """Return the lines of a file's report: a single one where there is nothing to mend.

    before: the report of the file before it of the same table; columns that are the same are not listed again.
    """
    head = f"  {report.load.load_date}/{report.name}: {report.headline}"
    known = [fact for fact in before.facts if fact[0] in OF_EVERY_FILE] if before else []
    facts = [fact for fact in report.facts if fact not in known]
    if known and not report.faults and not report.notes and all(fact in report.facts for fact in known):
        return ["; ".join([head, *(f"{label} {text}" for label, text in facts)])]
    width = max([0, *(len(label) for label, _ in facts)])
    lines = [head, *(f"      {label:<{width}}  {text}" for label, text in facts)]
    lines += [f"    ! {fault}" for fault in report.faults]
    return lines + [f"    ? {note}" for note in report.notes]
