"""Broken deliveries of every kind, always the same whatever the size of the shop, and what each holds.

Each function of KINDS gives one file: (table, file name, content, {(kind, reason): rows}). Kinds are `broken`
(with the reason the row is quarantined for), `good`, `odd_id` and `extra_column` (rows to be accepted).
Nothing here changes a row of the simulation: files are extra files, good rows belong to people of their own.
"""

import gzip
from collections import Counter
from collections.abc import Callable

from seeds.sample_shop.dirty_text import drop_column, write_json_lines, write_lines
from seeds.sample_shop.dirty_values import BROKEN_VALUES, change_row, deliver_dirty_rows, good_row
from seeds.sample_shop.landing import Landing, as_rows, encode_rows

DirtyFile = tuple[str, str, bytes, dict[tuple[str, str], int]]
SPREAD_DAYS = 30  # the dirt comes within the first so many days
ODD_IDS = ("e'; DROP TABLE events; --", 'e"quoted"', "e,with;commas", "é-ü-漢", "e%20 and\\back")


def corrupt_parquet(date: str) -> DirtyFile:
    """Bytes that only begin like Parquet."""
    return "events", "corrupt.parquet", b"PAR1" + bytes(range(200)), {("broken", "unreadable_file"): 1}


def truncated_gzip(date: str) -> DirtyFile:
    """A compressed file whose transfer broke off."""
    rows = [good_row("identities", date, n) for n in range(200)]
    content = gzip.compress(write_lines("identities", rows).encode(), mtime=0)
    return "identities", "truncated.csv.gz", content[: len(content) // 2], {("broken", "unreadable_file"): 1}


def foreign_format(date: str) -> DirtyFile:
    """A spreadsheet."""
    return "orders", "report.xlsx", b"PK\x03\x04 a spreadsheet", {("broken", "unreadable_file"): 1}


def empty_file(date: str) -> DirtyFile:
    """No byte at all."""
    return "prices", "empty.csv", b"", {("broken", "empty_file"): 1}


def latin_line(date: str) -> DirtyFile:
    """One line in Latin-1 among lines in UTF-8."""
    text = write_lines("users", [good_row("users", date, 1), good_row("users", date, 2) | {"city": "CITY"}])
    content = text.encode().replace(b"CITY", "Malmö".encode("latin-1"))
    return "users", "latin.csv", content, {("good", ""): 1, ("broken", "wrong_encoding"): 1}


def utf16_file(date: str) -> DirtyFile:
    """A whole file in UTF-16, as a spreadsheet programme saves it."""
    text = write_lines("items", [good_row("items", date, n) for n in range(3)])
    return "items", "utf16.csv", text.encode("utf-16"), {("broken", "wrong_encoding"): 1}


def missing_column(date: str) -> DirtyFile:
    """Orders without their time."""
    text = drop_column(write_lines("orders", [good_row("orders", date, n) for n in range(3)]), "ordered_at")
    return "orders", "missing_column.csv", text.encode(), {("broken", "missing_column"): 3}


def duplicate_column(date: str) -> DirtyFile:
    """A header that names a column twice."""
    text = write_lines("users", [good_row("users", date, n) for n in range(10, 12)])
    return (
        "users",
        "duplicate_column.csv",
        text.replace("city", "gender", 1).encode(),
        {("broken", "duplicate_column"): 2},
    )


def missing_optional(date: str) -> DirtyFile:
    """Events without a device: fine."""
    text = drop_column(write_lines("events", [good_row("events", date, n) for n in range(2)]), "device")
    return "events", "missing_optional.csv", text.encode(), {("good", ""): 2}


def extra_column(date: str) -> DirtyFile:
    """Events with a column nobody asked for: kept out, the rows stay."""
    header, *lines = write_lines("events", [good_row("events", date, n) for n in range(2, 5)]).splitlines()
    text = "\n".join([header + ",internal_note"] + [line + ",hello" for line in lines]) + "\n"
    return "events", "extra_column.csv", text.encode(), {("extra_column", ""): 3}


def too_few_fields(date: str) -> DirtyFile:
    """A line that breaks off, between two good ones."""
    header, *lines = write_lines("events", [good_row("events", date, n) for n in range(5, 8)]).splitlines()
    text = "\n".join([header, lines[0], ",".join(lines[1].split(",")[:5]), lines[2]]) + "\n"
    return "events", "too_few_fields.csv", text.encode(), {("good", ""): 2, ("broken", "too_few_fields"): 1}


def too_many_fields(date: str) -> DirtyFile:
    """A line with an unquoted comma too much, between two good ones."""
    header, *lines = write_lines("events", [good_row("events", date, n) for n in range(8, 11)]).splitlines()
    text = "\n".join([header, lines[0], lines[1] + ",99", lines[2]]) + "\n"
    return "events", "too_many_fields.csv", text.encode(), {("good", ""): 2, ("broken", "too_many_fields"): 1}


def broken_quotes(date: str) -> DirtyFile:
    """A quote that is never closed, in the last line: what follows such a quote belongs to it."""
    text = write_lines("events", [good_row("events", date, n) for n in range(11, 14)])
    opened = text[: text.rindex("d-event")] + '"' + text[text.rindex("d-event") :]
    return "events", "broken_quotes.csv", opened.encode(), {("good", ""): 2, ("broken", "broken_quotes"): 1}


def broken_json(date: str) -> DirtyFile:
    """A line of JSON that breaks off."""
    text = write_json_lines([good_row("reviews", date, 1)]) + '{"review_id": "d-review-2", "rating": \n'
    return "reviews", "broken.jsonl", text.encode(), {("good", ""): 1, ("broken", "broken_json"): 1}


def conflicting_event(date: str) -> DirtyFile:
    """One event_id with two contents: the first counts."""
    row = good_row("events", date, 14)
    text = write_lines("events", [row, row | {"price": "19.99"}])
    return "events", "conflicting.csv", text.encode(), {("good", ""): 1, ("broken", "conflicting_id"): 1}


def conflicting_user(date: str) -> DirtyFile:
    """Two versions of one user in one load day: the first counts."""
    row = good_row("users", date, 3)
    text = write_lines("users", [row, row | {"city": "Elsewhere"}])
    return "users", "conflicting.csv", text.encode(), {("good", ""): 1, ("broken", "conflicting_id"): 1}


def newline_in_id(date: str) -> DirtyFile:
    """A quoted line break inside an id, and a tab inside another."""
    rows = [good_row("events", date, 15) | {"event_id": event_id} for event_id in ("d-new\nline", "d-tab\there")]
    return (
        "events",
        "control_in_id.csv",
        write_lines("events", rows).encode(),
        {("broken", "malformed_id"): 2},
    )


def nul_in_csv(date: str) -> DirtyFile:
    """A NUL byte inside an id of a CSV file."""
    text = write_lines("users", [good_row("users", date, 4) | {"user_id": "d-user-NUL"}])
    return "users", "nul_in_id.csv", text.replace("NUL", "\0").encode(), {("broken", "malformed_id"): 1}


def nul_in_parquet(date: str) -> DirtyFile:
    """A NUL character inside an id of a Parquet file."""
    rows = as_rows("events", event_id=["d-\0-nul"], anonymous_id=["a-dirt"], event_type=["view"], event_at=[0])
    return "events", "nul_in_id.parquet", encode_rows(rows, "parquet"), {("broken", "malformed_id"): 1}


def nul_in_json(date: str) -> DirtyFile:
    """A NUL character, escaped as JSON asks, inside an id."""
    text = write_json_lines([good_row("messages", date, 1) | {"message_id": "d-\0-nul"}])
    return "messages", "nul_in_id.jsonl", text.encode(), {("broken", "malformed_id"): 1}


def odd_ids(date: str) -> DirtyFile:
    """Ids with quotes, SQL, semicolons, commas and letters of other scripts: legal, and kept as they are."""
    rows = [good_row("events", date, 16) | {"event_id": event_id} for event_id in ODD_IDS]
    return "events", "odd_ids.csv", write_lines("events", rows).encode(), {("odd_id", ""): len(ODD_IDS)}


KINDS: tuple[Callable[[str], DirtyFile], ...] = (
    *(corrupt_parquet, truncated_gzip, foreign_format, empty_file, latin_line, utf16_file, missing_column),
    *(duplicate_column, missing_optional, extra_column, too_few_fields, too_many_fields, broken_quotes),
    *(
        broken_json,
        conflicting_event,
        conflicting_user,
        newline_in_id,
        nul_in_csv,
        nul_in_parquet,
        nul_in_json,
    ),
    odd_ids,
)


def deliver_dirt(landing: Landing, day: int, order_id: str) -> Counter:
    """Write the dirt of a day, if it has any; counts by (table, load date, file name, kind, reason).

    `order_id` is an order delivered by today, on which broken lines are hung: its good lines stay in force.
    """
    date, place = landing.date_of(day), day - landing.opening
    slots = min(landing.days - landing.opening, SPREAD_DAYS) - 2
    if not 1 <= place <= slots:
        return Counter()
    files = [kind(date) for kind in KINDS[place - 1 :: slots]]
    for table in list(BROKEN_VALUES)[place - 1 :: slots]:
        changes = enumerate(change for change, _ in BROKEN_VALUES[table])
        rows = [change_row(table, date, 100 + n, order_id, change) for n, change in changes]
        reasons = Counter(("broken" if reason else "good", reason) for _, reason in BROKEN_VALUES[table])
        files.append((table, "broken_values.csv", write_lines(table, rows).encode(), reasons))
    for table, name, content, _ in files:
        landing.put_file(table, day, name, content)
    counts = Counter(
        {(table, date, name, *reason): n for table, name, _, reasons in files for reason, n in reasons.items()}
    )
    return counts + (deliver_dirty_rows(landing, day, order_id) if place == 1 else Counter())
