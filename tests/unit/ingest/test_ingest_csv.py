"""Each kind of broken CSV costs what is broken and nothing else."""

import csv
import gzip
import io
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from ingest.contract import LandingTable
from ingest.lake.file import Engines
from ingest.readers import census, csv_recovery, lines, reading
from ingest.readers import csv as csv_reader
from ingest.readers.reading import NotPlain, UnreadableFile

HEADER = b"item_id,price,valid_from\n"
GOOD = {"item_id": "i1", "price": "2.50", "valid_from": "2024-05-01", "_fault": None, "_raw": None, "_absent": None}
GOOD_LINE = b"i1,2.50,2024-05-01\n"


def faults(shop, content: bytes, name: str = "a.csv") -> list[tuple[int, str, str]]:
    """Ingest one file of prices that ends with GOOD_LINE; return (row, fault, raw) of the rows before it."""
    shop.drop(name, content)
    shop.ingest()
    *broken, last = shop.rows()
    assert last == {**GOOD, "_file": name, "_row": len(broken) + 1}
    return [(row["_row"], row["_fault"], row["_raw"]) for row in broken]


@pytest.mark.parametrize(
    ("line", "fault", "raw"),
    [
        (b"i1,2\n", "too_few_fields", "i1,2"),
        (b"i1,2,3,4\n", "too_many_fields", "i1,2,3,4"),
        (b'i1,"2,3\n', "broken_quotes", 'i1,"2,3'),
        (b'i1,"2"x,3\n', "broken_quotes", 'i1,"2"x,3'),
        (b"i1,caf\xe9,3\n", "wrong_encoding", r"i1,caf\xe9,3"),
    ],
)
def test_a_broken_line_is_kept_with_its_reason(shop, line: bytes, fault: str, raw: str) -> None:
    assert faults(shop, HEADER + line + GOOD_LINE) == [(1, fault, raw)]


@pytest.mark.parametrize("empty", [b",,\n", b",,\r\n", b",,,,\n,\n"])
def test_a_line_of_nothing_but_delimiters_is_no_row(shop, empty: bytes) -> None:
    assert faults(shop, HEADER + empty + GOOD_LINE) == []


def test_empty_lines_at_the_end_of_a_long_file_are_no_rows(shop, monkeypatch) -> None:
    """Also where a chunk of what is counted ends in the midst of one."""
    for size in range(20, 30):
        monkeypatch.setattr(census, "CHUNK_BYTES", size)
        shop.drop("a.csv", HEADER + GOOD_LINE + b",,\n" * 5 + b",,")
        shop.ingest()
        assert [(row["_row"], row["item_id"]) for row in shop.rows()] == [(1, "i1")]


def test_an_open_quote_swallows_no_line(shop) -> None:
    lost = b'i1,"2,3\n' + GOOD_LINE * 3000 + b'i2,"x",y\n'
    shop.drop("a.csv", HEADER + lost)
    shop.ingest()
    first, *middle, last = shop.rows()
    assert (first["_fault"], first["_raw"], first["_row"]) == ("broken_quotes", 'i1,"2,3', 1)
    assert all(row["item_id"] == "i1" and row["_fault"] is None for row in middle)
    assert len(middle) == 3000
    assert (last["item_id"], last["price"], last["_row"]) == ("i2", "x", 3002)


def test_two_open_quotes_that_meet_make_no_record(shop) -> None:
    # Together they would be one quoted value, and a record of four fields.
    rows = faults(shop, HEADER + b'i1,"2,3\ni2,",3,4\n' + GOOD_LINE)
    assert [fault for _, fault, _ in rows] == ["broken_quotes", "broken_quotes"]


@pytest.mark.parametrize(
    ("header", "fault"),
    [
        (b"item_id,cost,valid_from\n", "missing_column"),
        (b"item_id,price,valid_from,PRICE\n", "duplicate_column"),
    ],
)
def test_a_header_that_does_not_fit_sets_every_line_aside(shop, header: bytes, fault: str) -> None:
    shop.drop("a.csv", header + b"i1,2,3\n\ni2,4,5\n")
    (result,) = shop.ingest()
    assert [(row["_row"], row["_fault"], row["_raw"]) for row in shop.rows()] == [
        (1, fault, "i1,2,3"),
        (2, fault, "i2,4,5"),
    ]
    assert (result.landed_count, result.fault_count) == (2, 2)


def test_events_need_one_of_the_two_who_columns(shop) -> None:
    shop.drop("a.csv", b"event_type,event_at,anonymous_id\nview,2024-05-01,a1\n", "shop/events")
    shop.drop("b.csv", b"event_type,event_at\nview,2024-05-01\n", "shop/events")
    shop.ingest()
    assert [(row["anonymous_id"], row["_fault"]) for row in shop.rows("shop/events")] == [
        ("a1", None),
        (None, "missing_column"),
    ]


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("a.csv", b"", "empty_file"),
        ("a.csv", b"\n \n", "empty_file"),
        ("a.csv", b"\xef\xbb\xbf", "empty_file"),
        ("a.csv.gz", gzip.compress(b"", mtime=0), "empty_file"),
        ("a.csv", (HEADER + GOOD_LINE).decode().encode("utf-16"), "wrong_encoding"),
        ("a.csv", (HEADER + GOOD_LINE).decode().encode("utf-16-le"), "wrong_encoding"),
        ("a.csv.gz", gzip.compress(HEADER + GOOD_LINE * 9, mtime=0)[:-9], "unreadable_file"),
        ("a.csv.gz", gzip.compress(HEADER + GOOD_LINE * 9, mtime=0)[:-8] + b"\0" * 8, "unreadable_file"),
        ("a.csv.gz", b"no gzip at all", "unreadable_file"),
        ("a.csv", HEADER.replace(b"\n", b"\r") + GOOD_LINE.replace(b"\n", b"\r"), "unreadable_file"),
        ("a.xlsx", b"PK", "unreadable_file"),
        ("a", b"", "empty_file"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_row(shop, name: str, content: bytes, fault: str) -> None:
    shop.drop(name, content)
    (result,) = shop.ingest()
    (row,) = shop.rows()
    assert (row["_file"], row["_row"], row["_fault"], row["item_id"]) == (name, 0, fault, None)
    assert (result.landed_count, result.fault_count) == (1, 1)


def test_a_header_alone_is_a_file_without_rows(shop) -> None:
    shop.drop("a.csv", HEADER)
    (result,) = shop.ingest()
    assert (shop.rows(), result.file_count, result.landed_count) == ([], 1, 0)


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + HEADER + GOOD_LINE,
        HEADER.upper() + GOOD_LINE,
        b'"item_id", price ,"valid_from"\n' + GOOD_LINE,
        (HEADER + GOOD_LINE).replace(b",", b";"),
        (HEADER + GOOD_LINE).replace(b",", b"\t"),
        (HEADER + GOOD_LINE).replace(b"\n", b"\r\n"),
        HEADER + b"\n\n" + GOOD_LINE + b"\n",
        b"\n" + HEADER + GOOD_LINE.rstrip(),
        HEADER + b"i1,2.50,2024-05-01,\n",
        HEADER + b'"i1","2.50","2024-05-01"\n',
        b'note,valid_from,item_id,price\n"x, ""y""\nz",2024-05-01,i1,2.50\n',
    ],
)
def test_these_repeat_one_another(shop, content: bytes) -> None:
    assert faults(shop, content) == []


@pytest.mark.parametrize("blank", [b"\n", b"\r\n", b" \n"])
def test_blank_lines_of_a_file_of_one_column_are_no_rows(shop, blank: bytes) -> None:
    shop.drop("a.csv", b"user_id\n" + blank + b"u1\n" + blank + b"u2\n" + blank, "shop/users")
    shop.ingest()
    assert [(row["_row"], row["user_id"], row["_fault"]) for row in shop.rows("shop/users")] == [
        (1, "u1", None),
        (2, "u2", None),
    ]


def test_extra_columns_are_kept_out_and_named(shop) -> None:
    shop.drop("a.csv", b"item_id,note,price,valid_from,\n" + b"i1,x,2.50,2024-05-01,\n")
    (result,) = shop.ingest()
    assert result.extra_columns == ("note",)
    assert shop.rows() == [{**GOOD, "_file": "a.csv", "_row": 1}]


def test_values_stay_as_they_stand(shop) -> None:
    values = ("NULL", " 017 ", "it's; DROP TABLE x; --\x00"), ("\\N", "#1", "N/A")
    text = "".join(f'"{a}","{b}","{c}"\n' for a, b, c in values)
    shop.drop("a.csv", HEADER + text.encode())
    shop.drop("b.csv", HEADER + b"no,record\n" + text.encode())
    shop.ingest()
    found = [tuple(row[name] for name in ("item_id", "price", "valid_from")) for row in shop.rows()]
    assert found == [*values, (None, None, None), *values]


def test_files_without_header_hold_the_declared_columns(shop) -> None:
    shop.drop("a.csv", b"1,2,3,pv,1511544070\n1,2\n", "taobao/behaviors")
    shop.ingest()
    first, second = shop.rows("taobao/behaviors")
    assert (first["user_id"], first["epoch_seconds"], first["_row"]) == ("1", "1511544070", 1)
    assert (second["_fault"], second["_raw"]) == ("too_few_fields", "1,2")


def test_names_that_look_like_patterns_read_only_their_own_file(shop) -> None:
    names = ["*.csv", "[a].csv", "a.csv", 'it\'s "q" ü?.csv']
    for number, name in enumerate(names):
        shop.drop(name, HEADER + f"i{number},1,2\n".encode())
    shop.ingest()
    assert {row["_file"]: row["item_id"] for row in shop.rows()} == {
        name: f"i{number}" for number, name in enumerate(names)
    }


def test_a_line_too_long_is_set_aside_without_being_held(shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "LONGEST_LINE_BYTES", 5_000_000)
    line = b'i1,"' + b"x" * 6_000_000 + b'",3\n'
    (fault,) = faults(shop, HEADER + line + GOOD_LINE)
    assert fault[:2] == (1, "line_too_long")
    assert fault[2] == line[: reading.RAW_CHARACTERS].decode()


def test_row_numbers_follow_the_file_in_many_batches(shop) -> None:
    count = 350_000
    body = "".join(f"i{number},1,2\n" for number in range(1, count + 1)).encode()
    shop.drop("a.csv", HEADER + body)
    shop.ingest()
    rows = shop.rows()
    assert len(rows) == count
    assert all(row["item_id"] == f"i{row['_row']}" and row["_row"] == at for at, row in enumerate(rows, 1))


# The fast reader and the patient one say the same.

WIDE = LandingTable("test", "wide", ("a", "b", "c"), ("a", "b", "c"))


def read_both(engines: Engines, path: Path, table: LandingTable) -> tuple[list | None, list]:
    """Return the rows of the fast reader (None when it leaves the file to the other) and of the patient one."""

    def gather(opened: reading.Reading) -> list[dict[str, object]]:
        schema = reading.row_schema(table)
        return pa.Table.from_batches(list(opened.batches), schema).to_pylist()

    try:
        fast = gather(csv_reader.read_fast(engines.reader, path, table))
    except NotPlain:
        fast = None
    return fast, gather(csv_recovery.read_patiently(path, table))


anything = settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
texts = st.text(st.characters(codec="utf-8"), max_size=6) | st.text('",;\n\r\t \0aé😀', max_size=6)


@anything
@given(
    rows=st.lists(st.tuples(texts, texts, texts).filter(any), min_size=1, max_size=6),
    line_end=st.sampled_from(["\n", "\r\n"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    is_packed=st.booleans(),
)
def test_what_csv_writer_writes_is_read_back(
    engines: Engines, tmp_path: Path, rows: list, line_end: str, quoting: int, is_packed: bool
) -> None:
    values = [value for row in rows for value in row]
    if any("\r" in value for value in values):
        quoting = csv.QUOTE_ALL  # csv.writer leaves a '\r' bare; before a '\n' it then is a line end
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator=line_end, quoting=quoting)
    writer.writerows([WIDE.columns, *rows])
    content = buffer.getvalue().encode()
    path = tmp_path / ("a.csv.gz" if is_packed else "a.csv")
    path.write_bytes(gzip.compress(content, mtime=0) if is_packed else content)
    expected = [tuple(value or None for value in row) for row in rows]
    fast, patient = read_both(engines, path, WIDE)
    for found in (fast, patient):
        if found is not None:
            assert [(row["a"], row["b"], row["c"]) for row in found] == expected
            assert {row["_fault"] for row in found} == {None}
    if not any(value.isspace() or set(value) & set('"\r\n') for value in values):
        assert fast is not None  # nothing unusual: the fast reader must not step aside


@settings(anything, max_examples=600)
@example(body=b'"a" "b",1,2\n')
@example(body=b'1, "x" ,3\n1,  "y",3\n')
@example(body=b"1,2,3,,\n")
@example(body=b"\r1,2,3\n")
@example(body=b"1,2,3\r4,5,6\r\n")
@example(body=b'1,"2,3\n4,5",6\n')
@given(
    body=st.lists(
        st.sampled_from([b'"', b",", b"\n", b"\r", b" ", b"a", b"1,2,3\n", b'"x"', b'""', b"\xe9", b"\0"]),
        max_size=14,
    ).map(b"".join)
)
def test_where_the_fast_reader_reads_the_patient_one_agrees(engines: Engines, tmp_path: Path, body: bytes) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"a,b,c\n" + body)
    fast, patient = read_both(engines, path, WIDE)
    assert fast is None or fast == patient


@anything
@given(body=st.binary(max_size=60) | st.text('",\n\r ab', max_size=60).map(str.encode))
def test_no_file_makes_the_patient_reader_fail_or_lose_a_line(tmp_path: Path, body: bytes) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"a,b,c\n" + body)
    rows = [row for batch in csv_recovery.read_patiently(path, WIDE).batches for row in batch.to_pylist()]
    written = sum(
        bool(line.decode("utf-8", "surrogateescape").strip() and line.removesuffix(b"\r").strip(b","))
        for line in body.split(b"\n")
    )
    assert len(rows) <= written
    if b'"' not in body:
        assert len(rows) == written


def test_a_corrupt_gzip_is_found_also_by_its_checksum(engines: Engines, tmp_path: Path) -> None:
    packed = bytearray(gzip.compress(HEADER + GOOD_LINE, mtime=0))
    packed[-6] ^= 1  # DuckDB's own reader does not look at it
    (tmp_path / "a.csv.gz").write_bytes(packed)
    with pytest.raises((NotPlain, UnreadableFile)):
        csv_reader.read_fast(engines.reader, tmp_path / "a.csv.gz", WIDE)


def test_an_extra_column_with_a_name_in_another_encoding_is_noted(shop) -> None:
    shop.drop("a.csv", "item_id,price,valid_from,Größe\ni,1,2024-05-01,5\n".encode("latin-1"))
    [result] = shop.ingest()
    assert result.extra_columns == ("Gr\\xf6\\xdfe",)
    assert [(row["item_id"], row["_fault"]) for row in shop.rows()] == [("i", None)]


def test_files_that_are_not_in_utf8_are_named(shop) -> None:
    """As a whole or in one line; named when they are read, and not again."""
    shop.drop("good.csv", HEADER + GOOD_LINE)
    shop.drop("short.csv", HEADER + b"i1\n")
    shop.drop("latin.csv", HEADER + GOOD_LINE + "caf\u00e9,1,2024-05-01\n".encode("cp1252"))
    shop.drop("wide.csv", (HEADER + GOOD_LINE).decode().encode("utf-16"))
    (result,) = shop.ingest()
    assert result.misencoded_names == ("latin.csv", "wide.csv")
    shop.drop("more.csv", HEADER + GOOD_LINE)
    (again,) = shop.ingest()
    assert again.misencoded_names == ()
