"""What a newcomer reads of a mapping that was tried: what comes out, what would be refused, and what to change."""

from dataclasses import replace

from ingest.check.columns import read_declared
from ingest.check.mapped import Mapped
from ingest.check.measured import ColumnMeasure
from ingest.check.sample import Sampled
from ingest.check.statuses import say_unknown_statuses
from ingest.check.words import (
    DECIMAL_COMMA,
    SHOWN_EXAMPLES,
    VALUE_FAULTS,
    count_rows,
    pick_different,
    say_examples,
    say_share,
    say_values,
)
from ingest.contract import SOURCES

MODELS = "dbt_project/models/sources"


def write_mapped(mapped: Mapped, samples: dict[tuple[str, str], Sampled]) -> list[str]:
    """Return the lines of the report of one mapping. samples: what was taken of its source's landing tables."""
    of = ", ".join(
        f"{'' if sampled.is_whole else 'the first '}{count_rows(sampled.rows)} of {source}/{table}"
        for (source, table), sampled in sorted(samples.items())
        if source == mapped.source and mapped.table.name in SOURCES[source].tables[table].fills
    )
    head = f"  {mapped.table.name}: {count_rows(mapped.rows)} out of {of}"
    if mapped.refused:
        is_all = mapped.refused == mapped.rows
        share = "" if is_all else f" ({say_share(mapped.refused, mapped.rows)})"
        head += f", {'all' if is_all else f'{mapped.refused:,}'} of them would be refused{share}"
    filled = [column for column in mapped.columns if column.values]
    facts = [("filled", ", ".join(name_share(column, mapped.rows) for column in filled))]
    facts.append(("empty", ", ".join(column.name for column in mapped.columns if not column.values)))
    facts += [(column.name, f"{column.first} to {column.last}") for column in filled if column.first]
    facts = [(label, text) for label, text in facts if text] if mapped.rows else []
    width = max([0, *(len(label) for label, _ in facts)])
    lines = [head, *(f"      {label:<{width}}  {text}" for label, text in facts)]
    lines += [f"    ! {fault}" for fault in list_faults(mapped)]
    return lines + [f"    ? {note}" for note in list_notes(mapped)]


def name_share(column: ColumnMeasure, rows: int) -> str:
    """Return a column's name, with the share of rows that fill it where not all do."""
    return column.name if column.values == rows else f"{column.name} ({say_share(column.values, rows)})"


def list_faults(mapped: Mapped) -> list[str]:
    """Return why rows would be refused, each with what to do; first which required columns are empty in every row."""
    faults = []
    for column in mapped.columns:
        for reason, count in column.faults.items():
            if reason.startswith("missing_") and count == mapped.rows:
                faults.append(
                    f"{column.name} is empty in every row, and required: nothing of {mapped.table.name} would count."
                    f" See what {name_model(mapped)} makes it of."
                )
            else:
                given = replace(column, values=count_given(column))
                faults.append(say_values(given, reason, count, mapped.rows, say_change(mapped, column, reason)))
    said = {name for column in mapped.columns for name in column.faults}
    faults += [
        f"{column.name} is empty in every row, and required. See what {name_model(mapped)} makes it of."
        for column in mapped.columns
        if mapped.rows and not column.values and column.name in mapped.table.required
        if not any(reason.endswith(f"_{column.name}") for reason in said)
    ]
    for reason, count in mapped.row_faults.items():
        what = VALUE_FAULTS.get(reason) or f"none of {', '.join(mapped.table.one_of)} is filled"
        if reason == "impossible_line_amount":
            what = "quantity times price is more than ten billion"
        elif reason in VALUE_FAULTS:
            what = f"an id {what}"
        examples = [each for each in mapped.row_examples if each.reason == reason][:SHOWN_EXAMPLES]
        faults.append(f"{count_rows(count)} will be refused: {what}. {say_examples(examples)}")
    return faults


def count_given(column: ColumnMeasure) -> int:
    """Return how many values a mapping gives a column, those that are none of its type with the others."""
    return column.values + sum(
        count for reason, count in column.faults.items() if reason.startswith(("invalid_", "fractional_"))
    )


def list_notes(mapped: Mapped) -> list[str]:
    """Return what a reader may want to change though no row is refused for it."""
    notes = []
    for column in mapped.columns:
        if column.unknown_words:
            remedy = f"map the word in {name_model(mapped)} to one that is known, or"
            notes.append(say_unknown_statuses(column, remedy, mapped.hidden_words))
    if mapped.rows == 0:
        notes.append(f"No row comes out: see the conditions of {name_model(mapped)}.")
    return notes


def say_change(mapped: Mapped, column: ColumnMeasure, reason: str) -> str | None:
    """Return what to change in the source's folder about refused values; None where it is the file that is wrong."""
    texts = [each.text or "" for each in pick_different([each for each in column.examples if each.reason == reason])]
    settings = f"{MODELS}/{mapped.source}/{mapped.source}.yml"
    if reason.startswith("invalid_") and column.type in ("time", "date"):
        return f" Say in {settings} how they are written (`time_format`)."
    if reason.startswith("future_"):
        return (
            " Move the file to the folder of the day it was collected; where day and month are swapped, correct"
            f" `time_format` in {settings}."
        )
    if reason.startswith("invalid_") and column.type in ("money", "rate", "whole", "rating"):
        tables = SOURCES[mapped.source].tables.values()
        if any(read_declared(table).has_decimal_comma for table in tables if mapped.table.name in table.fills):
            return f" With the `decimal_comma` of {settings} a point can only part thousands."
        if any(DECIMAL_COMMA.fullmatch(text) for text in texts):
            return f" Say in {settings} that numbers have a decimal comma (`decimal_comma: true`)."
    if reason == "unknown_event_type":
        return f" Map the words in {name_model(mapped)}."
    return None


def name_model(mapped: Mapped) -> str:
    """Return the name of the file that holds a mapping."""
    return f"base_{mapped.source}__{mapped.table.name}.sql"
